import { describe, expect, it } from 'vitest';
import { modelParameters } from '@shared/model/parameters';
import { takeOver, takeOverWords } from '@shared/model/take-over';
import { startProblems, type StartParent } from '@shared/spec/check-start';
import { parseSpec } from '@shared/spec/parse';
import { withValueAt } from '@shared/spec/path';
import { presets } from '@shared/spec/presets';
import type { Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';

const SHAPE = [28, 28, 1];
const digits = { id: 'digits', classes: [...'0123456789'] };
const parent: StartParent = { name: 'first', spec: presets.cnn.spec(digits), inputShape: SHAPE };

const changed = (spec: RunSpec, changes: Record<string, unknown>): RunSpec => {
  let draft: unknown = spec;
  for (const [path, value] of Object.entries(changes)) draft = withValueAt(draft, path, value);
  const parsed = parseSpec(draft);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.spec;
};
const child = (changes: Record<string, unknown>, start: object = {}): RunSpec =>
  changed(parent.spec, {
    start: { run: '20261124-000000-abcd', checkpoint: '0001-10', mode: 'weights', ...start },
    ...changes,
  });
const problemsOf = (spec: RunSpec, from = parent) => startProblems(spec, SHAPE, from);
const mended = (spec: RunSpec, problem: Problem, label: string): RunSpec => {
  const mend = problem.mends.find((one) => one.label === label);
  expect(mend, problem.mends.map((one) => one.label).join()).toBeDefined();
  return changed(spec, Object.fromEntries(mend!.changes.map(({ path, value }) => [path, value])));
};
/** 26 classes, as of letters. */
const HEAD = { 'model.layers.6.units': 26 };

describe('a run that begins with a checkpoint', () => {
  it('may change what has nothing to do with its weights', () => {
    expect(problemsOf(child({ 'optimizer.learningRate': 0.01, epochs: 3, 'data.dataset': 'other' }))).toEqual(
      [],
    );
    expect(problemsOf(child({ 'model.layers.0.frozen': true }))).toEqual([]);
    expect(problemsOf(child({ 'model.layers.0.frozen': true }, { mode: 'continue' }))).toEqual([]);
  });

  it.each([
    ['another head asks for a new one', HEAD, {}, 'model.layers.6', 'Give it a new head'],
    ['so does one that was to go on', HEAD, { mode: 'continue' }, 'model.layers.6', 'Give it a new head'],
    ['a layer in the middle', { 'model.layers.5.units': 64 }, {}, 'model.layers.5', 'Take what fits'],
    ['and its model can be had', { 'model.layers.5.units': 64 }, {}, 'model.layers.5', 'Take its model too'],
    [
      'a new head does not excuse it',
      { 'model.layers.2.filters': 8 },
      { fit: 'new-head' },
      'model.layers.2',
      'Take what fits',
    ],
    ['going on takes all', {}, { mode: 'continue', fit: 'matching' }, 'start.fit', 'Take all'],
    [
      'another optimizer cannot go on',
      { optimizer: { name: 'lion', learningRate: 1e-4 } },
      { mode: 'continue' },
      'optimizer.name',
      'Keep adam',
    ],
    [
      'or begins anew',
      { optimizer: { name: 'sgd', learningRate: 0.01, momentum: 0.9 } },
      { mode: 'continue' },
      'optimizer.name',
      'Take the weights alone',
    ],
    [
      'batches of another size lose the place',
      { batchSize: 512 },
      { mode: 'continue' },
      'start.mode',
      'Keep 64',
    ],
    ['or take no place', { batchSize: 512 }, { mode: 'continue' }, 'start.mode', 'Take the weights alone'],
  ])('%s', (_, changes, start, path, label) => {
    const spec = child(changes, start);
    const problems = problemsOf(spec);
    expect(problems).toMatchObject([{ severity: 'error', path }]);
    expect(problemsOf(mended(spec, problems[0]!, label))).toEqual([]);
  });

  it('says what it is that does not fit', () => {
    expect(problemsOf(child(HEAD))[0]!.message).toBe(
      'Layer 7 (dense) does not fit the checkpoint of first: kernel is 128 × 10 in it, but 128 × 26 here. Give it a new head, or keep the model as it was.',
    );
  });

  it('cannot go on with a layer that was frozen, of which no optimizer state was kept', () => {
    const frozen = { ...parent, spec: changed(parent.spec, { 'model.layers.0.frozen': true }) };
    const spec = child({}, { mode: 'continue' });
    const [problem, ...others] = problemsOf(spec, frozen);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ severity: 'error', path: 'model.layers.0.frozen' });
    for (const label of ['Freeze it', 'Take the weights alone']) {
      expect(problemsOf(mended(spec, problem!, label), frozen)).toEqual([]);
    }
    expect(problemsOf(child({}), frozen)).toEqual([]);
  });

  it('with nothing that fits is refused, and a frozen layer that is drawn anew is pointed out', () => {
    const other = presets.mlp.spec(digits).model.layers;
    expect(problemsOf(child({ 'model.layers': other }, { fit: 'matching' }))).toMatchObject([
      { severity: 'error', path: 'start.fit' },
    ]);
    const stuck = { 'model.layers.5.units': 64, 'model.layers.5.frozen': true };
    const spec = child(stuck, { fit: 'matching' });
    const problems = problemsOf(spec);
    expect(problems).toMatchObject([{ severity: 'warning', path: 'model.layers.5.frozen' }]);
    expect(problemsOf(mended(spec, problems[0]!, 'Thaw it'))).toEqual([]);
  });
});

describe('what is taken over', () => {
  const theirs = modelParameters(parent.spec.model.layers, SHAPE);
  const wordsOf = (spec: RunSpec, fit: 'new-head' | 'matching' | 'exact') => {
    const { layers } = spec.model;
    return takeOverWords(layers, takeOver(modelParameters(layers, SHAPE), theirs, fit));
  };

  it('is said array by array', () => {
    expect(wordsOf(child({}), 'exact')).toBe('All 8 arrays are taken over.');
    expect(wordsOf(child(HEAD), 'new-head')).toBe(
      '6 of 8 arrays are taken over. Drawn anew: layer 7 (dense): kernel (128 × 26, in the checkpoint 128 × 10), bias (26, in the checkpoint 10).',
    );
    expect(wordsOf(child({}), 'new-head')).toBe(
      '6 of 8 arrays are taken over. Drawn anew: layer 7 (dense): kernel, bias.',
    );
    const layers = [
      ...parent.spec.model.layers.slice(0, 6),
      { type: 'layerNorm' },
      parent.spec.model.layers[6],
    ];
    expect(wordsOf(child({ 'model.layers': layers }), 'matching')).toBe(
      '6 of 10 arrays are taken over. Drawn anew: layer 7 (layer norm): scale (not in the checkpoint), bias (128, in the checkpoint 10); layer 8 (dense): kernel (not in the checkpoint), bias (not in the checkpoint).',
    );
  });
});
