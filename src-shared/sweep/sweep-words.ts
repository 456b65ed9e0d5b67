import { setting } from '../format/numbers';
import { plural, type PluralForms } from '../format/plural';
import type { TrialEnd } from './journal';
import type { Assignment, ChoiceValue, Dimension } from './space';
import type { SweepPhase } from './sweep-state';

/** "1 trial", "2 trials" */
export const counted = (count: number, what: string | PluralForms): string =>
  plural(count, count.toLocaleString('en'), what);

/** Words that say nothing without what stands before them. */
const KINDS = ['name', 'type', 'by', 'do'];

/** What a field is called where there is little room: `learningRate`, `layers.1.units`, `optimizer` for its name. */
export function shortField(field: string): string {
  const parts = field.split('.');
  const from = parts.findLastIndex((part) => /^\d+$/.test(part));
  if (from > 0) return parts.slice(from - 1).join('.');
  const last = parts.at(-1)!;
  return KINDS.includes(last) && parts.length > 1 ? parts.at(-2)! : last;
}

/** A value as the form has it: a rate is written alike wherever it stands. */
export const valueWords = (value: ChoiceValue): string =>
  typeof value === 'number' ? setting(value) : String(value);

/** "learningRate 0.001, units 64" */
export const assignmentWords = (set: Assignment): string =>
  set.map(([field, value]) => `${shortField(field)} ${valueWords(value)}`).join(', ');

export const PHASE_WORDS: Record<SweepPhase, string> = {
  running: 'running',
  paused: 'paused',
  stopped: 'stopped',
  done: 'done',
};

export const END_WORDS: Record<TrialEnd, string> = {
  completed: 'completed',
  cut: 'stopped by the sweep',
  stopped: 'stopped',
  failed: 'failed',
  gone: 'discarded',
};

/** "0.0001 to 0.1, logarithmic" */
export function rangeWords(dimension: Dimension): string {
  if (dimension.scale === 'choice') return dimension.values.map(valueWords).join(', ');
  const ends = `${valueWords(dimension.min)} to ${valueWords(dimension.max)}`;
  const isLog = dimension.scale === 'log' || (dimension.scale === 'integer' && dimension.log);
  return `${ends}${isLog ? ', logarithmic' : ''}${dimension.scale === 'integer' ? ', whole numbers' : ''}`;
}
