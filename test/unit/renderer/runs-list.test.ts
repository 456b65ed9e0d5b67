import { computed, shallowRef } from 'vue';
import { describe, expect, it } from 'vitest';
import { epochRow } from '../../run-summary';
import type { ListedRun } from '@shared/contract/run';
import { NO_FILTERS } from '@shared/runs/filter-runs';
import { COLUMNS, fitting } from '../../../src-renderer/pages/runs/columns';
import { listItems } from '../../../src-renderer/pages/runs/list-items';
import { placeAfter } from '../../../src-renderer/pages/runs/list-keys';
import { NEWEST_FIRST, readListView, writeListView } from '../../../src-renderer/pages/runs/list-query';
import { between, useSelection } from '../../../src-renderer/pages/runs/selection';

const listed = (id: string, experiment = '', valLoss = 1, dataset = 'digits'): ListedRun => ({
  id,
  name: id,
  tags: [],
  experiment,
  notes: '',
  archived: false,
  folder: '',
  number: 0,
  spec: {
    epochs: 1,
    data: { dataset },
    start: undefined,
    best: { metric: 'valLoss' },
    loss: 'huber',
    labelSmoothing: 0,
  },
  inputShape: [2],
  model: 'Linear',
  state: 'completed',
  reason: null,
  pausedBy: null,
  endsAfterEpoch: false,
  generation: 1,
  createdAt: '',
  startedAt: null,
  endedAt: null,
  datasetName: dataset,
  target: { type: 'classes' },
  parameters: 1,
  stepsPerEpoch: 1,
  progress: null,
  lastEpoch: 1,
  seconds: 1,
  lossCurve: [],
  best: epochRow(1, { step: 1, valLoss, valMacroF1: null }),
  resumableFrom: null,
  poorEnd: null,
});

describe('the address of the list', () => {
  it('carries the whole view there and back', () => {
    const view = {
      filters: {
        ...NO_FILTERS,
        sought: 'wide 3',
        states: ['failed', 'stopped'] as const,
        models: ['CNN, 4 layers'],
        tags: ['a', 'b'],
        experiments: [''],
        archived: 'only' as const,
      },
      sorting: { by: 'best' as const, isDescending: false },
      isGrouped: true,
    };
    const query = Object.fromEntries(
      Object.entries(writeListView(view)).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value as string | string[]]],
      ),
    );
    expect(readListView(query)).toEqual(view);
  });

  it('is empty as usual, and says nothing where it makes no sense', () => {
    const usual = readListView({});
    expect(Object.values(writeListView(usual)).filter((value) => value !== undefined)).toEqual([]);
    expect(usual.sorting).toEqual(NEWEST_FIRST);
    expect(readListView({ state: 'asleep', sort: '-nothing', archived: 'x', group: 'y' })).toEqual(usual);
  });
});

describe('groups', () => {
  const runs = [listed('a', 'Two', 3), listed('b'), listed('c', 'One', 2), listed('d', 'two', 1)];
  it('stand in the order of their first run, without an experiment last, each with its best', () => {
    const items = listItems(runs, true, new Set());
    expect(items.map((item) => (item.kind === 'group' ? item.experiment : item.run.id))).toEqual([
      'Two',
      'a',
      'd',
      'One',
      'c',
      '',
      'b',
    ]);
    expect(items[0]).toMatchObject({ kind: 'group', best: { id: 'd' } });
  });
  it('have no best where runs make different losses small', () => {
    const [one, other] = [listed('a', 'Two', 3), listed('b', 'Two', 1)];
    const smoothed = { ...other, spec: { ...other.spec, labelSmoothing: 0.1 } };
    const [head] = listItems([one, smoothed], true, new Set());
    expect(head).toMatchObject({ kind: 'group', best: undefined });
  });
  it('have a best where the same data lies on two machines', () => {
    const [here, there] = [listed('a', 'Two', 3), listed('box:b', 'Two', 1, 'box:digits')];
    const print = { datasetFingerprint: 'f'.repeat(64) };
    const [head] = listItems(
      [
        { ...here, ...print },
        { ...there, ...print },
      ],
      true,
      new Set(),
    );
    expect(head).toMatchObject({ kind: 'group', best: { id: 'box:b' } });
  });
  it('show only their heads when they are closed, and no best of different data', () => {
    const mixed = [...runs, listed('e', 'two', 0.5, 'letters')];
    const [head, next] = listItems(mixed, true, new Set(['group two']));
    expect(head).toMatchObject({ kind: 'group', isOpen: false, best: undefined });
    expect(head?.kind === 'group' && head.runs.length).toBe(3);
    expect(next).toMatchObject({ kind: 'group', experiment: 'One' });
  });
});

describe('what is selected', () => {
  it('is a range from the last choice, either way', () => {
    expect(between(['a', 'b', 'c', 'd'], 'c', 'a')).toEqual(['a', 'b', 'c']);
    expect(between(['a', 'b'], 'gone', 'b')).toEqual(['b']);
  });

  it('is never what a filter hides', () => {
    const ids = shallowRef(['a', 'b', 'c', 'd']);
    const selection = useSelection(computed(() => ids.value));
    selection.toggle('b');
    selection.extend('d');
    expect([...selection.selected.value]).toEqual(['b', 'c', 'd']);
    ids.value = ['a', 'd'];
    expect([...selection.selected.value]).toEqual(['d']);
    selection.toggle('a');
    ids.value = ['a', 'b', 'c', 'd'];
    expect([...selection.selected.value].toSorted(), 'and stays so once something else is chosen').toEqual([
      'a',
      'd',
    ]);
  });
});

describe('keys and room', () => {
  it('stay within the list', () => {
    expect(placeAfter('ArrowUp', 0, 5, 10)).toBe(0);
    expect(placeAfter('PageDown', 1, 100, 10)).toBe(11);
    expect(placeAfter('End', 1, 100, 10)).toBe(99);
    expect(placeAfter('x', 1, 100, 10)).toBeUndefined();
  });
  it('takes the least needed columns away first, and never the name', () => {
    const narrow = fitting(COLUMNS, 500).map(({ key }) => key);
    expect(narrow).toContain('name');
    expect(narrow).not.toContain('parameters');
    expect(fitting(COLUMNS, 3000)).toHaveLength(COLUMNS.length);
    const tags = (width: number) => fitting(COLUMNS, width).find(({ key }) => key === 'tags')?.width ?? 0;
    expect(tags(3000)).toBeGreaterThan(COLUMNS.find(({ key }) => key === 'tags')!.width);
  });
});
