import { logTicks, niceTicks } from '@shared/charts/ticks';

/** What a run has on an axis; undefined where it has none of it. */
export type AxisValue = number | string | undefined;

export interface AxisTick {
  /** from 0, at the foot, to 1 */
  at: number;
  text: string;
}

/** An axis of parallel coordinates, with where each run lies on it. */
export interface ParallelAxis {
  key: string;
  label: string;
  kind: 'linear' | 'log' | 'category';
  ticks: AxisTick[];
  /** of each run, from 0 to 1, in their order */
  positions: number[];
}

export interface AxisWanted {
  key: string;
  label: string;
  values: readonly AxisValue[];
  text: (value: number) => string;
  /** whether wide ranges of positive numbers may be drawn by their powers */
  canBeLog: boolean;
}

/** Runs that have none of it lie at the foot, below all that have. */
const FOOT = 0.14;
/** From so many times the least on, powers tell more than sums. */
const LOG_FROM = 8;
/** So many different values are all written at the axis; more, and round numbers are. */
const MOST_WRITTEN = 6;
const LEAST_GAP = 0.075;

const isText = (value: AxisValue): value is string => typeof value === 'string';
const isNumber = (value: AxisValue): value is number => typeof value === 'number';

/** Ticks that do not touch, the first and the last before those between. */
function apart(ticks: readonly AxisTick[]): AxisTick[] {
  const kept: AxisTick[] = [];
  const inOrder = [...ticks.slice(0, 1), ...ticks.slice(-1), ...ticks.slice(1, -1)];
  for (const tick of inOrder) {
    if (kept.every((other) => Math.abs(other.at - tick.at) >= LEAST_GAP)) kept.push(tick);
  }
  return kept.toSorted((a, b) => a.at - b.at);
}

interface Scale {
  kind: ParallelAxis['kind'];
  at: (value: number | string) => number;
  ticks: AxisTick[];
}

function numberScale(numbers: readonly number[], { text, canBeLog }: AxisWanted): Scale {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const isLog = canBeLog && least > 0 && most / least >= LOG_FROM;
  const map = isLog ? Math.log : (value: number) => value;
  const at = (value: number | string) =>
    most > least ? (map(Number(value)) - map(least)) / (map(most) - map(least)) : 0.5;
  const different = [...new Set(numbers)].sort((a, b) => a - b);
  const round = isLog ? logTicks(least, most) : niceTicks(least, most, 4);
  const marked = different.length <= MOST_WRITTEN ? different : [least, ...round, most];
  const ticks = [...new Set(marked)]
    .sort((a, b) => a - b)
    .map((value) => ({ at: at(value), text: text(value) }));
  return { kind: isLog ? 'log' : 'linear', at, ticks };
}

function categoryScale(words: readonly string[]): Scale {
  const different = [...new Set(words)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const at = (value: number | string) =>
    different.length > 1 ? different.indexOf(String(value)) / (different.length - 1) : 0.5;
  return { kind: 'category', at, ticks: different.map((text) => ({ at: at(text), text })) };
}

/** Lays out an axis: by sums or powers for numbers, in order for words. */
export function parallelAxis(wanted: AxisWanted): ParallelAxis {
  const { key, label, text } = wanted;
  // What is no number any more is not there either.
  const values = wanted.values.map((value) => (Number.isNaN(value) ? undefined : value));
  const known = values.filter((value) => value !== undefined);
  const isOfNumbers = known.length > 0 && known.every(isNumber);
  const wordOf = (value: string | number) => (isText(value) ? value : text(value));
  const scale = isOfNumbers ? numberScale(known.filter(isNumber), wanted) : categoryScale(known.map(wordOf));
  const hasFoot = known.length < values.length;
  const raised = (at: number) => (hasFoot ? FOOT + at * (1 - FOOT) : at);
  const positions = values.map((value) =>
    value === undefined ? 0 : raised(scale.at(isOfNumbers ? value : wordOf(value))),
  );
  const ticks = apart(scale.ticks.map((tick) => ({ ...tick, at: raised(tick.at) })));
  return {
    key,
    label,
    kind: scale.kind,
    ticks: hasFoot ? [{ at: 0, text: 'none' }, ...ticks] : ticks,
    positions,
  };
}
