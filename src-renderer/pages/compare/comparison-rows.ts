import { runSettingRows } from '@shared/compare/settings';
import { valueRows, type ValueKind } from '@shared/compare/values';
import type { RunSummary } from '@shared/contract/run';
import { size } from '../../format/bytes';
import { accuracy, amount, count, loss, MISSING, share } from '../../format/numbers';
import { inWords, shortSpan } from '../../format/times';
import { fieldLabel } from '../new-run/field-labels';
import { settingText } from '../new-run/spec-diff';

export interface ComparisonCell {
  text: string;
  unit: string;
  isBest: boolean;
  /** what it is sorted by */
  value: string | number | null;
}

/** A row of a table of runs: one cell for each, in their order. */
export interface ComparisonRow {
  key: string;
  label: string;
  isNumeric: boolean;
  lowFirst: boolean;
  cells: ComparisonCell[];
}

const plain = (text: string) => ({ text, unit: '' });
const TEXTS: Record<ValueKind, (value: number) => { text: string; unit: string }> = {
  loss: (value) => plain(loss(value)),
  share: (value) => plain(accuracy(value)),
  r2: (value) => plain(share(value)),
  amount: (value) => plain(amount(value)),
  count: (value) => plain(count(value)),
  seconds: (value) => {
    if (value >= 60) return plain(inWords(value));
    const [text = '', unit = ''] = shortSpan(value).split(' ');
    return { text, unit };
  },
  bytes: (value) => ({ text: size(value).figure, unit: size(value).unit }),
};

/** What the runs came to. */
export const bestValueRows = (
  runs: readonly RunSummary[],
  bytesOf: (run: string) => number | undefined,
): ComparisonRow[] =>
  valueRows(runs, bytesOf).map(({ key, label, kind, values, best, better }) => ({
    key,
    label,
    isNumeric: true,
    lowFirst: better === 'lower',
    cells: values.map((value, place) => ({
      ...(value === null ? plain(MISSING) : TEXTS[kind](value)),
      isBest: best.includes(place),
      value,
    })),
  }));

/** Where the form's word would not do. */
const LABELS: Record<string, string> = { start: 'Begins', 'weights.file': 'SHA-256 of that file' };

/** The settings of the runs, in the form's words, all of them or those that differ. */
export function settingWordRows(
  runs: readonly RunSummary[],
  startWords: (run: RunSummary) => string,
): { row: ComparisonRow; differs: boolean }[] {
  const rows = runSettingRows(runs);
  const isNamed = rows.some(({ path, differs }) => path === 'weights.name' && differs);
  // People know a file of weights by its name; its hash tells two of one name apart.
  const told = rows.filter(({ path, differs }) => path !== 'weights.file' || (differs && !isNamed));
  return told.map(({ path, from, values, differs }) => {
    const isNumeric = values.every((value) => value === undefined || typeof value === 'number');
    const cells = values.map((value, place): ComparisonCell => {
      const text = path === 'start' ? startWords(runs[place]!) : settingText(path, value);
      return {
        ...plain(value === undefined && path !== 'start' ? MISSING : text),
        isBest: false,
        value: typeof value === 'number' ? value : value === undefined ? null : text,
      };
    });
    const label = LABELS[path] ?? fieldLabel(path, runs[from]?.spec);
    return { row: { key: path, label, isNumeric, lowFirst: false, cells }, differs };
  });
}
