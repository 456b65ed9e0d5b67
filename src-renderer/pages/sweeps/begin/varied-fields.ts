import { ACTIVATION_NAMES, INITIALIZER_NAMES } from '../../../format/training';
import { newOptimizer } from '@shared/spec/optimizer';
import { leavesOf, valueAt } from '@shared/spec/path';
import { newSchedule } from '@shared/spec/schedule';
import { fieldLabel } from '../../new-run/field-labels';

export interface VariedField {
  path: string;
  label: string;
  value: number | string | boolean;
}

/** What says what a run is called, begins with, writes down or ends with, and nothing that can be better or worse. */
const LEFT_OUT =
  /^(version|name|start|weights|changes|best|record|checkpoint|test|stop|earlyStopping|onNonFinite|backend|data|validation|model\.layers\.\d+\.(type|inputs))(\.|$)/;

/** What most often matters, before all else. */
const FIRST = [
  'optimizer.learningRate',
  'batchSize',
  'optimizer.name',
  'optimizer.schedule.name',
  'optimizer.weightDecay',
];

const rank = (path: string): number => {
  const place = FIRST.indexOf(path);
  if (place >= 0) return place;
  return path.startsWith('model.') ? FIRST.length : FIRST.length + 1;
};

/** The settings of a run that a sweep can vary, what matters most first. */
export function variedFields(spec: unknown): VariedField[] {
  return [...leavesOf(spec)]
    .filter(([path]) => !LEFT_OUT.test(path))
    .map(([path, value]) => ({ path, value, label: fieldLabel(path, spec) }))
    .toSorted((a, b) => rank(a.path) - rank(b.path));
}

/** All that a setting may be that is chosen from a list. */
function choicesOf(path: string, value: VariedField['value']): string[] {
  if (typeof value === 'boolean') return ['true', 'false'];
  if (path === 'optimizer.name') return Object.keys(newOptimizer);
  if (path === 'optimizer.schedule.name')
    return ['constant', 'cosine', 'one-cycle'].filter((name) => name in newSchedule);
  if (path.endsWith('.activation')) return Object.keys(ACTIVATION_NAMES);
  if (path.endsWith('.initializer')) return Object.keys(INITIALIZER_NAMES);
  return [String(value)];
}

/** A dimension as it is being typed. */
export interface DimensionDraft {
  field: string;
  scale: 'log' | 'linear' | 'integer' | 'log-integer' | 'choice';
  min: string;
  max: string;
  points: string;
  values: string;
  whenField: string;
  whenIs: string;
}

const text = (value: number): string => String(Number(value.toPrecision(3)));

/** A range about what the run has, to begin with. */
export function firstDraft(spec: unknown, path: string): DimensionDraft {
  const found = valueAt(spec, path);
  const value =
    typeof found === 'number' || typeof found === 'string' || typeof found === 'boolean' ? found : 0;
  const empty = { field: path, min: '', max: '', points: '3', values: '', whenField: '', whenIs: '' };
  if (typeof value !== 'number') {
    return { ...empty, scale: 'choice', values: choicesOf(path, value).join(', ') };
  }
  if (path === 'optimizer.learningRate') {
    return { ...empty, scale: 'log', min: text(value / 30), max: text(Math.min(10, value * 30)) };
  }
  if (path === 'batchSize') {
    const sizes = [value / 2, value, value * 2].map((size) => Math.max(1, Math.round(size)));
    return { ...empty, scale: 'choice', values: [...new Set(sizes)].join(', ') };
  }
  if (path.endsWith('weightDecay')) return { ...empty, scale: 'log', min: '0.00001', max: '0.1' };
  if (Number.isInteger(value) && value > 1) {
    return { ...empty, scale: 'integer', min: String(Math.ceil(value / 2)), max: String(value * 2) };
  }
  // A share: no more than half of what is left.
  return {
    ...empty,
    scale: 'linear',
    min: '0',
    max: text(value < 1 ? (value || 0.1) + (1 - value) / 2 : value * 2),
  };
}

/** What is no number is handed on as it was typed, so that it is told of as such. */
function number(typed: string): number | string | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  return Number.isNaN(Number(text)) ? text : Number(text);
}
const values = (typed: string): (string | number | boolean)[] =>
  typed
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) =>
      part === 'true' || part === 'false'
        ? part === 'true'
        : Number.isNaN(Number(part))
          ? part
          : Number(part),
    );

/** What is typed as the sweep's spec has it; the studio says what is wrong with it. */
export function writtenDimension(draft: DimensionDraft, isGrid: boolean): object {
  const when = draft.whenField === '' ? {} : { when: { field: draft.whenField, is: values(draft.whenIs) } };
  const { field } = draft;
  if (draft.scale === 'choice') return { field, scale: 'choice', values: values(draft.values), ...when };
  const isInteger = draft.scale === 'integer' || draft.scale === 'log-integer';
  return {
    field,
    scale: isInteger ? 'integer' : draft.scale,
    min: number(draft.min),
    max: number(draft.max),
    ...(isGrid && { points: number(draft.points) }),
    ...(draft.scale === 'log-integer' && { log: true }),
    ...when,
  };
}
