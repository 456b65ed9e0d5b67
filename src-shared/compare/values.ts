import type { EpochRow, RunSummary } from '../contract/run';
import { comparable } from './comparable';

/** How a value is written: losses and shares from 0 to 1, amounts in units of their own, seconds, bytes, whole numbers. */
export type ValueKind = 'loss' | 'share' | 'r2' | 'amount' | 'seconds' | 'bytes' | 'count';

export interface ValueRow {
  key: string;
  label: string;
  kind: ValueKind;
  /** in the order of the runs; null where a run has none */
  values: (number | null)[];
  /** places of the best: several that are equally good as far as it is written, none where nothing is best */
  best: number[];
  /** which way is better; undefined where neither is */
  better: 'lower' | 'higher' | undefined;
}

interface Wanted extends Omit<ValueRow, 'values' | 'best'> {
  of: (run: RunSummary) => number | null | undefined;
  isMarked: boolean;
}

/** As exact as it is written: what looks the same is the same. */
function written(value: number, kind: ValueKind): number {
  if (kind === 'loss' || kind === 'share' || kind === 'r2') return Math.round(value * 1e4) / 1e4;
  if (kind === 'bytes') {
    const leading = value / 1000 ** Math.floor(Math.log10(Math.max(1, value)) / 3);
    return Number(value.toPrecision(leading < 10 ? 2 : 3));
  }
  if (kind === 'seconds') return Math.round(value * 10) / 10;
  return kind === 'amount' ? Number(value.toPrecision(4)) : Math.round(value);
}

/** Places of the best values. None where fewer than two have one, or all are alike. */
export function bestPlaces(
  values: readonly (number | null)[],
  better: 'lower' | 'higher',
  kind: ValueKind,
): number[] {
  const known = values.flatMap((value, place) =>
    value !== null && Number.isFinite(value) ? [{ place, value: written(value, kind) }] : [],
  );
  const all = known.map(({ value }) => value);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  if (known.length < 2 || least === most) return [];
  const best = better === 'lower' ? least : most;
  return known.filter(({ value }) => value === best).map(({ place }) => place);
}

const atBest = (key: keyof EpochRow) => (run: RunSummary) => {
  const value = run.best?.[key];
  return typeof value === 'number' ? value : null;
};
const secondsOf = (rows: readonly EpochRow[]) => rows.reduce((sum, row) => sum + row.seconds, 0);
const isFresh = (run: RunSummary) => run.spec.start === undefined;

/** The accuracy, in whole percent, that every run came to. */
function reachedByAll(runs: readonly RunSummary[]): number | undefined {
  const highest = runs.map((run) => Math.max(...run.epochs.map((row) => row.valAccuracy ?? -Infinity)));
  const level = Math.floor(100 * Math.min(...highest)) / 100;
  return level > 0 ? level : undefined;
}

/** Seconds of training until validation accuracy was so high; null where it never was. */
export function secondsTo(level: number, rows: readonly EpochRow[]): number | null {
  const at = rows.findIndex((row) => (row.valAccuracy ?? 0) >= level);
  return at < 0 ? null : secondsOf(rows.slice(0, at + 1));
}

function wantedValues(runs: readonly RunSummary[], bytesOf: (run: string) => number | undefined): Wanted[] {
  const { quality, loss } = comparable(runs);
  const good = (key: keyof EpochRow, label: string, kind: ValueKind, better: 'lower' | 'higher'): Wanted => {
    const isMarked = kind === 'loss' ? loss : quality;
    return { key, label, kind, better, isMarked, of: atBest(key) };
  };
  const test = (of: 'accuracy' | 'r2') => (run: RunSummary) =>
    run.finalTest?.state === 'done' ? run.finalTest[of] : null;
  const level = quality && runs.length > 1 && runs.every(isFresh) ? reachedByAll(runs) : undefined;
  const cost = (
    key: string,
    label: string,
    kind: ValueKind,
    of: Wanted['of'],
    isMarked = quality,
  ): Wanted => ({
    key,
    label,
    kind,
    better: 'lower',
    isMarked,
    of,
  });
  return [
    good('valLoss', 'Val. loss', 'loss', 'lower'),
    { ...good('epoch', 'at epoch', 'count', 'lower'), better: undefined },
    good('valAccuracy', 'Val. accuracy', 'share', 'higher'),
    good('valMacroF1', 'Val. macro F1', 'share', 'higher'),
    good('valTop5', 'Val. top 5', 'share', 'higher'),
    good('valR2', 'Val. R²', 'r2', 'higher'),
    good('valMae', 'Val. MAE', 'amount', 'lower'),
    good('valRmse', 'Val. RMSE', 'amount', 'lower'),
    { ...good('valAccuracy', 'Test accuracy', 'share', 'higher'), key: 'testAccuracy', of: test('accuracy') },
    { ...good('valR2', 'Test R²', 'r2', 'higher'), key: 'testR2', of: test('r2') },
    good('trainLoss', 'Train loss', 'loss', 'lower'),
    ...(level === undefined
      ? []
      : [
          cost('timeToLevel', `Time to ${Math.round(level * 100)}%`, 'seconds', (run) =>
            secondsTo(level, run.epochs),
          ),
        ]),
    cost('epochTime', 'Epoch time', 'seconds', ({ epochs }) =>
      epochs.length > 0 ? secondsOf(epochs) / epochs.length : null,
    ),
    cost(
      'time',
      'Time in all',
      'seconds',
      ({ epochs }) => (epochs.length > 0 ? secondsOf(epochs) : null),
      false,
    ),
    cost('parameters', 'Parameters', 'count', ({ parameters }) => parameters),
    cost('checkpoint', 'Checkpoint', 'bytes', ({ id }) => bytesOf(id)),
  ];
}

/**
 * What runs came to, each at its own best epoch on validation data, and what that cost. Rows that no run has a value for
 * are left out. A best is marked only where the runs can be compared in it.
 *
 * @param bytesOf the size of a run's checkpoints, each; undefined where it has none
 */
export function valueRows(
  runs: readonly RunSummary[],
  bytesOf: (run: string) => number | undefined = () => undefined,
): ValueRow[] {
  return wantedValues(runs, bytesOf).flatMap(({ of, isMarked, ...row }) => {
    const values = runs.map((run) => of(run) ?? null);
    if (values.every((value) => value === null)) return [];
    const best = isMarked && row.better ? bestPlaces(values, row.better, row.kind) : [];
    return [{ ...row, values, best }];
  });
}

/** The one run that is better than all others, by how good it is rather than by its loss; undefined where none is. */
export function betterRun(rows: readonly ValueRow[]): number | undefined {
  const telling = ['valAccuracy', 'valR2', 'valLoss'];
  for (const key of telling) {
    const best = rows.find((row) => row.key === key)?.best ?? [];
    if (best.length === 1) return best[0];
  }
  return undefined;
}
