import { tidyName } from '../import/names';
import type { ReportCollector } from '../import/report-collector';
import type { Arrangement } from './arrange';
import type { PictureFiles } from './picture-files';

const SHOWN = 5;

/** Notes what of a folder or archive is not looked at as pictures, and sets aside what is not to be touched. */
export function noteArrangement(
  report: ReportCollector,
  files: PictureFiles,
  { empty, outside, hidden }: Arrangement,
): void {
  report.notes.push(...arrangementNotes({ empty, outside, hidden }), ...files.notes.slice(0, 100));
  for (const { path, what } of files.refused) {
    report.read++;
    report.setAside('unreadable', path, what);
  }
}

/** One sentence each. */
export function arrangementNotes({
  empty,
  outside,
  hidden,
}: Pick<Arrangement, 'empty' | 'outside' | 'hidden'>): string[] {
  const notes: string[] = [];
  if (empty.length > 0) notes.push(`Class folders without files were left out: ${listed(empty)}.`);
  if (outside.length > 0) {
    notes.push(
      `${counted(outside.length, 'file')} in no class folder ${outside.length === 1 ? 'was' : 'were'} left out: ${listed(outside)}.`,
    );
  }
  if (hidden > 0) {
    notes.push(
      `${counted(hidden, 'hidden file')}, or such as systems leave, ${hidden === 1 ? 'was' : 'were'} left out.`,
    );
  }
  return notes;
}

const counted = (count: number, thing: string): string =>
  `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return (
    names.slice(0, SHOWN).map(tidyName).join(', ') +
    (more > 0 ? ` and ${more.toLocaleString('en')} more` : '')
  );
}
