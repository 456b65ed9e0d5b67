import { comparable } from '@shared/compare/comparable';
import { runSettingRows, type SettingRow } from '@shared/compare/settings';
import { betterRun, valueRows, type ValueKind, type ValueRow } from '@shared/compare/values';
import { inWords } from '@shared/format/times';
import type { RunSummary } from '@shared/contract/run';
import { findRun } from '../find-run';
import { count, loss, percent, short, size, table } from '../in-words';
import type { ExitCode, Session } from '../session';

const TEXTS: Record<ValueKind, (value: number) => string> = {
  loss,
  share: percent,
  r2: (value) => value.toFixed(4),
  amount: short,
  seconds: (value) => (value < 60 ? `${value.toFixed(1)} s` : inWords(value)),
  bytes: size,
  count,
};

/** "0.2391 *": the best are starred. */
function valueCells({ label, kind, values, best }: ValueRow): string[] {
  const cells = values.map((value, place) => {
    const text = value === null ? '–' : TEXTS[kind](value);
    return best.includes(place) ? `${text} *` : text;
  });
  return [label, ...cells];
}

const settingText = (value: unknown): string =>
  value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

const settingCells = ({ path, values }: SettingRow): string[] => [path, ...values.map(settingText)];

/** Names tell runs apart, unless two have the same. */
function headings(runs: readonly RunSummary[]): string[] {
  return runs.map(({ id, name }) =>
    runs.filter((other) => other.name === name).length > 1 ? `${name} (${id})` : name,
  );
}

async function bytesByRun({ client }: Session, runs: readonly RunSummary[]): Promise<Map<string, number>> {
  const lists = await Promise.all(runs.map(({ id }) => client.checkpoints.list({ run: id })));
  return new Map(lists.flatMap((its) => its.slice(0, 1).map(({ run, bytes }) => [run, bytes] as const)));
}

/** What runs came to, with the best of each row, and the settings in which they differ. */
export async function compare(
  session: Session,
  { runs: asked, all }: { runs: readonly string[]; all: boolean },
): Promise<ExitCode> {
  const { client, output } = session;
  const found = await Promise.all(asked.map((text) => findRun(client, text)));
  const runs = [...new Map(found.map((run) => [run.id, run])).values()];
  const bytes = await bytesByRun(session, runs);
  const values = valueRows(runs, (run) => bytes.get(run));
  const settings = runSettingRows(runs);
  const shown = all ? settings : settings.filter(({ differs }) => differs);
  const { reserves } = comparable(runs);
  const better = betterRun(values);
  const heads = headings(runs);
  output.event({
    event: 'comparison',
    runs: runs.map(({ id, name, state }) => ({ id, name, state })),
    better: better === undefined ? null : runs[better]!.id,
    reserves,
    values,
    settings: shown.map((row) => ({ ...row, values: row.values.map((value) => value ?? null) })),
  });
  for (const line of table(['at each best epoch', ...heads], values.map(valueCells))) output.line(line);
  output.line();
  if (shown.length === 0) output.line('All settings are the same.');
  else {
    const title = all ? 'settings' : `${shown.length} of ${settings.length} settings differ`;
    for (const line of table([title, ...heads], shown.map(settingCells))) output.line(line);
  }
  if (reserves.length > 0) output.line();
  for (const reserve of reserves) output.line(reserve);
  return 0;
}
