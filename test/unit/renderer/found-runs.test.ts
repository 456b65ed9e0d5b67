import { describe, expect, it } from 'vitest';
import { foundRuns } from '../../../src-renderer/pages/runs/found-runs';

const run = (name: string, more: { tags?: string[]; notes?: string; archived?: boolean } = {}) => ({
  name,
  datasetName: 'Digits',
  state: 'completed' as const,
  tags: [],
  experiment: 'widths',
  notes: '',
  archived: false,
  spec: { data: { dataset: 'digits' } },
  ...more,
});
const runs = [
  run('one', { tags: ['Baseline'] }),
  run('two', { notes: 'too noisy' }),
  run('three', { archived: true }),
];
const names = (sought: string, withArchived = false) =>
  foundRuns(runs, { sought, withArchived }).map(({ name }) => name);

describe('runs that are looked for', () => {
  it('have every word somewhere in what is said of them', () => {
    expect(names('')).toEqual(['one', 'two']);
    expect(names('baseline digits')).toEqual(['one']);
    expect(names('NOISY')).toEqual(['two']);
    expect(names('widths completed')).toEqual(['one', 'two']);
    expect(names('baseline noisy')).toEqual([]);
  });

  it('are archived only where those are asked for', () => {
    expect(names('three')).toEqual([]);
    expect(names('three', true)).toEqual(['three']);
  });
});
