import { describe, expect, it } from 'vitest';
import {
  facetCounts,
  filteredRuns,
  NO_FILTERS,
  withSameData,
  type RunFilters,
} from '@shared/runs/filter-runs';

interface Said {
  tags?: string[];
  notes?: string;
  archived?: boolean;
  experiment?: string;
  state?: 'completed' | 'failed';
  dataset?: string;
}
const run = (name: string, { dataset = 'digits', ...more }: Said = {}) => ({
  name,
  datasetName: 'Digits',
  datasetFingerprint: dataset,
  state: 'completed' as const,
  model: 'MLP, 2 layers',
  tags: [],
  experiment: 'widths',
  notes: '',
  archived: false,
  poorEnd: null,
  spec: { data: { dataset } },
  ...more,
});
const runs = [
  run('one', { tags: ['Baseline', 'odd'] }),
  run('two', { notes: 'too noisy', state: 'failed' }),
  run('three', { archived: true }),
  run('four', { tags: ['odd'], experiment: '', dataset: 'letters' }),
];
const names = (filters: Partial<RunFilters>) =>
  filteredRuns(runs, { ...NO_FILTERS, ...filters }).map(({ name }) => name);

describe('runs that are looked for', () => {
  it('have every word somewhere in what is said of them', () => {
    expect(names({})).toEqual(['one', 'two', 'four']);
    expect(names({ sought: 'baseline digits' })).toEqual(['one']);
    expect(names({ sought: 'NOISY' })).toEqual(['two']);
    expect(names({ sought: 'widths mlp' })).toEqual(['one', 'two']);
    expect(names({ sought: 'baseline noisy' })).toEqual([]);
  });

  it('have any of the choices of each filter, and something of all filters', () => {
    expect(names({ tags: ['baseline', 'none'] })).toEqual(['one']);
    expect(names({ tags: ['odd'], data: ['letters'] })).toEqual(['four']);
    expect(names({ experiments: [''] })).toEqual(['four']);
    expect(names({ states: ['failed', 'completed'], experiments: ['Widths'] })).toEqual(['one', 'two']);
  });

  it('are archived only where that is asked for', () => {
    expect(names({ archived: 'with' })).toHaveLength(4);
    expect(names({ archived: 'only' })).toEqual(['three']);
  });
});

describe('the same data on two machines', () => {
  const there = { ...run('there', { dataset: 'box:letters' }), datasetFingerprint: 'letters' };
  const queued = { ...run('queued', { dataset: 'box:letters' }), datasetFingerprint: '' };
  const all = [there, ...runs, queued];

  it('is one choice of the filter, by either of its ids', () => {
    const found = (data: string[]) => filteredRuns(all, { ...NO_FILTERS, data }).map(({ name }) => name);
    expect(found(['letters'])).toEqual(['there', 'four', 'queued']);
    expect(found(['box:letters'])).toEqual(['there', 'four', 'queued']);
    expect(facetCounts(all, { ...NO_FILTERS, data: ['box:letters'] }, 'data')).toEqual([
      { value: 'letters', count: 3 },
      { value: 'digits', count: 2 },
    ]);
    expect(withSameData(all, { ...NO_FILTERS, data: ['box:letters', 'letters'] }).data).toEqual(['letters']);
  });
});

describe('the choices of a filter', () => {
  it('are counted as the other filters leave them, most frequent first', () => {
    expect(facetCounts(runs, { ...NO_FILTERS, tags: ['Baseline'] }, 'tags')).toEqual([
      { value: 'odd', count: 2 },
      { value: 'Baseline', count: 1 },
    ]);
    expect(facetCounts(runs, { ...NO_FILTERS, data: ['letters'] }, 'tags')).toEqual([
      { value: 'odd', count: 1 },
    ]);
  });

  it('stay when they are chosen and nothing has them any more', () => {
    expect(facetCounts(runs, { ...NO_FILTERS, tags: ['gone'] }, 'tags')).toContainEqual({
      value: 'gone',
      count: 0,
    });
  });
});
