import { EXPORT_FORMAT_IDS, formatWords, type ExportFormat } from './formats';

/** A folder with all files, all of them in one archive, or the one file that can do without the others. */
export type TargetKind = 'folder' | 'zip' | 'file';

/** What is written, as the ending of its path says. */
export function targetKind(format: ExportFormat, path: string): TargetKind {
  const lower = path.toLowerCase();
  if (lower.endsWith('.zip')) return 'zip';
  const { alone } = formatWords(format);
  return alone !== undefined && lower.endsWith(alone) ? 'file' : 'folder';
}

/** Why such a path would mislead whoever finds it, in a sentence; undefined where it does not. */
export function misleadingTarget(format: ExportFormat, path: string): string | undefined {
  const lower = path.toLowerCase();
  const other = EXPORT_FORMAT_IDS.find((id) => {
    const { alone } = formatWords(id);
    return id !== format && alone !== undefined && lower.endsWith(alone);
  });
  if (other === undefined || targetKind(format, path) === 'file') return undefined;
  return `${path} ends as a file of ${formatWords(other).name} does, but ${formatWords(format).name} is asked for: choose another name or format.`;
}

/** A name for what is exported, from the run's: letters and digits of any script, the rest as `-`. */
export const exportName = (run: string, format: ExportFormat): string =>
  `${
    run
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}._]+/gu, '-')
      .replace(/^[-.]+|[-.]+$/g, '') || 'model'
  }-${format}`;
