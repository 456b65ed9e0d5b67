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

/** The ending of one of a format's files, where a folder would be called as that is. */
const fileEnding = (format: ExportFormat, path: string): string | undefined => {
  if (targetKind(format, path) !== 'folder') return undefined;
  const endings = formatWords(format).files.map(([name]) => name.slice(name.lastIndexOf('.')));
  return endings.find((ending) => path.endsWith(ending));
};

/** Every export has it; a folder without it is none. */
export const PREPARATION_FILE = 'preparation.json';

/** Why such a path would mislead whoever finds it, in a sentence; undefined where it does not. */
export function misleadingTarget(format: ExportFormat, path: string): string | undefined {
  const lower = path.toLowerCase();
  const { name } = formatWords(format);
  const other = EXPORT_FORMAT_IDS.find((id) => {
    const { alone } = formatWords(id);
    return id !== format && alone !== undefined && lower.endsWith(alone);
  });
  if (other !== undefined && targetKind(format, path) !== 'file') {
    return `${path} ends as a file of ${formatWords(other).name} does, but ${name} is asked for: choose another name or format.`;
  }
  const ending = fileEnding(format, lower);
  if (ending === undefined) return undefined;
  return `${path} ends in ${ending}, but ${name} comes as several files that need one another: name a folder for them, or an archive (.zip).`;
}

/** A name for what is exported, from the run's: letters and digits of any script, the rest as `-`. */
export const exportName = (run: string, format: ExportFormat): string =>
  `${
    run
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}._]+/gu, '-')
      .replace(/^[-.]+|[-.]+$/g, '') || 'model'
  }-${format}`;
