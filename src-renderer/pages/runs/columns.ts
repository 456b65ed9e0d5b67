import { computed, ref } from 'vue';
import { z } from 'zod';
import type { ListedRun } from '@shared/contract/run';
import { scoreOf } from '../../format/measures';

export type ColumnKey =
  | 'name'
  | 'state'
  | 'curve'
  | 'best'
  | 'accuracy'
  | 'data'
  | 'model'
  | 'parameters'
  | 'epochs'
  | 'time'
  | 'tags'
  | 'experiment'
  | 'notes'
  | 'started';

export interface Column {
  key: ColumnKey;
  label: string;
  /** in pixels; the name takes what is left */
  width: number;
  isNumber?: boolean;
  /** whether the lowest is what one looks for */
  lowFirst?: boolean;
  /** what it is sorted by */
  value: (run: ListedRun) => string | number | null | undefined;
  /** whether it is there until somebody chooses otherwise */
  isUsual?: boolean;
}

export const startedAt = (run: ListedRun): string => run.startedAt ?? run.createdAt;

export const COLUMNS: readonly Column[] = [
  { key: 'name', label: 'Name', width: 0, value: (run) => run.name, isUsual: true },
  { key: 'state', label: 'State', width: 160, value: (run) => run.state, isUsual: true },
  // By how far it came down: the last value that was measured.
  {
    key: 'curve',
    label: 'Validation loss',
    width: 116,
    value: (run) => run.lossCurve.at(-1)?.valLoss,
    lowFirst: true,
    isUsual: true,
  },
  {
    key: 'best',
    label: 'Best loss',
    width: 84,
    isNumber: true,
    lowFirst: true,
    value: (run) => run.best?.valLoss,
    isUsual: true,
  },
  {
    key: 'accuracy',
    label: 'Accuracy',
    width: 104,
    isNumber: true,
    value: (run) => scoreOf(run.best),
    isUsual: true,
  },
  { key: 'data', label: 'Data', width: 100, value: (run) => run.datasetName, isUsual: true },
  { key: 'model', label: 'Model', width: 108, value: (run) => run.model, isUsual: true },
  { key: 'parameters', label: 'Parameters', width: 88, isNumber: true, value: (run) => run.parameters },
  {
    key: 'epochs',
    label: 'Epochs',
    width: 76,
    isNumber: true,
    value: (run) => run.lastEpoch,
    isUsual: true,
  },
  { key: 'time', label: 'Time', width: 84, isNumber: true, value: (run) => run.seconds, isUsual: true },
  { key: 'tags', label: 'Tags', width: 100, value: (run) => run.tags.join(', ') || null, isUsual: true },
  { key: 'experiment', label: 'Experiment', width: 128, value: (run) => run.experiment || null },
  { key: 'notes', label: 'Notes', width: 176, value: (run) => run.notes || null },
  { key: 'started', label: 'Started', width: 96, isNumber: true, value: startedAt, isUsual: true },
];

const STORED_AT = 'trainyard-runs-columns';
const storedSchema = z.array(z.string());
const usual = COLUMNS.filter(({ isUsual }) => isUsual).map(({ key }) => key);

function storedKeys(): ColumnKey[] {
  try {
    const stored = storedSchema.parse(JSON.parse(localStorage.getItem(STORED_AT) ?? 'null'));
    return COLUMNS.flatMap(({ key }) => (stored.includes(key) ? [key] : []));
  } catch {
    return usual;
  }
}

/** Which columns are shown; the name always is. The choice is kept in this window. */
export function useColumns() {
  const keys = ref<ColumnKey[]>(storedKeys());
  const shown = computed(() => COLUMNS.filter(({ key }) => key === 'name' || keys.value.includes(key)));
  function choose(next: ColumnKey[]) {
    keys.value = next;
    localStorage.setItem(STORED_AT, JSON.stringify(next));
  }
  return {
    shown,
    isShown: (key: ColumnKey) => keys.value.includes(key),
    toggle: (key: ColumnKey) =>
      choose(keys.value.includes(key) ? keys.value.filter((one) => one !== key) : [...keys.value, key]),
    reset: () => choose(usual),
  };
}

/** Of the columns that are shown, those that there is room for: what is least asked for gives way first. */
const GIVES_WAY: readonly ColumnKey[] = [
  'parameters',
  'notes',
  'experiment',
  'time',
  'model',
  'tags',
  'data',
  'epochs',
  'curve',
  'started',
  'accuracy',
];
/** Names are what runs are known by: what tells them apart often stands at their end. */
const NAME_WIDTH = 264;
/** two tags stand side by side then */
const MORE_FOR_TAGS = 60;
/** the box before a row and the menu behind it */
const EDGES = 44 + 48;

/** @param isEmpty whether no run has anything in a column that would then be empty paper */
export function fitting(
  columns: readonly Column[],
  width: number,
  isEmpty: (key: ColumnKey) => boolean = () => false,
): Column[] {
  const room = (kept: readonly Column[]) =>
    kept.reduce((sum, column) => sum + column.width, NAME_WIDTH + EDGES);
  let kept = columns.filter(({ key }) => !isEmpty(key));
  for (const key of GIVES_WAY) {
    if (width === 0 || room(kept) <= width) break;
    kept = kept.filter((column) => column.key !== key);
  }
  const spare = width - room(kept);
  // What is cut off first, while names have more than they need.
  return kept.map((column) =>
    column.key === 'tags' && spare > 3 * MORE_FOR_TAGS
      ? { ...column, width: column.width + MORE_FOR_TAGS }
      : column,
  );
}
