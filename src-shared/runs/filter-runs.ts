import { poorEndWord } from '../advice/poor-end';
import { sameDatasetAmong } from '../compare/same-data';
import type { ListedRun, RunState } from '../contract/run';
import { isSameLabel } from '../labels/change-labels';

/** Which runs are looked for. An empty list asks for nothing; of several entries in one, any will do. */
export interface RunFilters {
  /** words that are all somewhere in what is said of a run */
  sought: string;
  states: readonly RunState[];
  /** ids of datasets; what holds the same on another machine is meant too */
  data: readonly string[];
  /** as lists call them: "CNN, 4 layers" */
  models: readonly string[];
  tags: readonly string[];
  /** by name; '' for runs that are in none */
  experiments: readonly string[];
  /** whether archived runs are left out, shown among the others, or alone */
  archived: 'without' | 'with' | 'only';
}

export const NO_FILTERS: RunFilters = {
  sought: '',
  states: [],
  data: [],
  models: [],
  tags: [],
  experiments: [],
  archived: 'without',
};

export type FilteredRun = Pick<
  ListedRun,
  | 'name'
  | 'datasetName'
  | 'datasetFingerprint'
  | 'state'
  | 'poorEnd'
  | 'model'
  | 'tags'
  | 'experiment'
  | 'notes'
  | 'archived'
> & { spec: { data: { dataset: string } } };

/** The filters that can be set, without the words. */
export const FACET_NAMES = ['states', 'data', 'models', 'tags', 'experiments'] as const;
export type Facet = (typeof FACET_NAMES)[number];

/** What a run has of each, by the filter. */
function facetsAmong(runs: readonly FilteredRun[]): Record<Facet, (run: FilteredRun) => readonly string[]> {
  const sameDataset = sameDatasetAmong(runs);
  return {
    states: (run) => [run.state],
    data: (run) => [sameDataset(run.spec.data.dataset)],
    models: (run) => [run.model],
    tags: (run) => run.tags,
    experiments: (run) => [run.experiment],
  };
}

/** What is filtered by, with one id for all datasets that hold the same. */
export function withSameData(runs: readonly FilteredRun[], filters: RunFilters): RunFilters {
  if (filters.data.length === 0) return filters;
  return { ...filters, data: [...new Set(filters.data.map(sameDatasetAmong(runs)))] };
}

const isIn = (wanted: readonly string[], has: readonly string[]): boolean =>
  wanted.length === 0 || wanted.some((one) => has.some((other) => isSameLabel(one, other)));

const isOfArchive = (archived: boolean, wanted: RunFilters['archived']): boolean =>
  wanted === 'with' || archived === (wanted === 'only');

/** The runs that are looked for, in their order. */
export function filteredRuns<Run extends FilteredRun>(runs: readonly Run[], wanted: RunFilters): Run[] {
  const [facets, filters] = [facetsAmong(runs), withSameData(runs, wanted)];
  const words = filters.sought.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    if (!isOfArchive(run.archived, filters.archived)) return false;
    if (!FACET_NAMES.every((facet) => isIn(filters[facet], facets[facet](run)))) return false;
    if (words.length === 0) return true;
    const { name, datasetName, state, model, tags, experiment, notes, spec } = run;
    const text = [
      name,
      datasetName,
      state,
      poorEndWord(run),
      spec.data.dataset,
      model,
      ...tags,
      experiment,
      notes,
    ]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** How many runs each choice of a filter would leave, if the other filters stay: most frequent first. */
export function facetCounts(
  runs: readonly FilteredRun[],
  filters: RunFilters,
  facet: Facet,
): { value: string; count: number }[] {
  const counts = new Map<string, { value: string; count: number }>();
  const has = facetsAmong(runs)[facet];
  for (const run of filteredRuns(runs, { ...filters, [facet]: [] })) {
    for (const value of has(run)) {
      const known = counts.get(value.toLowerCase());
      if (known) known.count++;
      else counts.set(value.toLowerCase(), { value, count: 1 });
    }
  }
  // What is chosen stands there to be taken back, also where nothing has it any more.
  for (const value of withSameData(runs, filters)[facet]) {
    if (!counts.has(value.toLowerCase())) counts.set(value.toLowerCase(), { value, count: 0 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.value.localeCompare(b.value, 'en'));
}
