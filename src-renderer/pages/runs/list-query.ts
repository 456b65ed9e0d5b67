import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import { runStateSchema } from '@shared/contract/run';
import { NO_FILTERS, type RunFilters } from '@shared/runs/filter-runs';
import type { Sorting } from '../../composables/use-sorting';
import { COLUMNS, type ColumnKey } from './columns';

/** All of a list that a link can carry: what is shown, in which order, grouped or not. */
export interface ListView {
  filters: RunFilters;
  sorting: Sorting<ColumnKey>;
  isGrouped: boolean;
}

export const NEWEST_FIRST: Sorting<ColumnKey> = { by: 'started', isDescending: true };

const textsOf = (query: LocationQuery, key: string): string[] =>
  [query[key]].flat().filter((value): value is string => typeof value === 'string');

function sortingOf(text: string | undefined): Sorting<ColumnKey> {
  const name = text?.replace(/^-/, '');
  const column = COLUMNS.find(({ key }) => key === name);
  return column ? { by: column.key, isDescending: text!.startsWith('-') } : NEWEST_FIRST;
}

/** What makes no sense in an address is as if it were not there. */
export function readListView(query: LocationQuery): ListView {
  const archived = textsOf(query, 'archived')[0];
  return {
    filters: {
      sought: textsOf(query, 'q')[0] ?? '',
      states: textsOf(query, 'state').flatMap((state) => runStateSchema.safeParse(state).data ?? []),
      data: textsOf(query, 'data'),
      models: textsOf(query, 'model'),
      tags: textsOf(query, 'tag'),
      experiments: textsOf(query, 'experiment'),
      archived: archived === 'with' || archived === 'only' ? archived : NO_FILTERS.archived,
    },
    sorting: sortingOf(textsOf(query, 'sort')[0]),
    isGrouped: textsOf(query, 'group')[0] === 'experiment',
  };
}

/** The address of a view; what is as usual is left out. */
export function writeListView({ filters, sorting, isGrouped }: ListView): LocationQueryRaw {
  const { sought, states, data, models, tags, experiments, archived } = filters;
  const many = (values: readonly string[]) => (values.length > 0 ? [...values] : undefined);
  const isUsual = sorting.by === NEWEST_FIRST.by && sorting.isDescending === NEWEST_FIRST.isDescending;
  return {
    q: sought || undefined,
    state: many(states),
    data: many(data),
    model: many(models),
    tag: many(tags),
    experiment: many(experiments),
    archived: archived === NO_FILTERS.archived ? undefined : archived,
    sort: isUsual ? undefined : `${sorting.isDescending ? '-' : ''}${sorting.by}`,
    group: isGrouped ? 'experiment' : undefined,
  };
}
