import { describe, expect, it } from 'vitest';
import { changedRateAt } from '@shared/schedule/changed-rate';
import { changedSpec } from '@shared/spec/change';
import { checkSpec } from '@shared/spec/check';
import { continuedSpec } from '@shared/spec/derive';
import { parseSpec } from '@shared/spec/parse';
import { runSpecSchema } from '@shared/spec/run-spec';

const spec = runSpecSchema.parse({
  data: { dataset: 'tiny' },
  model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.1, schedule: { name: 'linear' } },
  batchSize: 4,
  epochs: 10,
});
const at = (step: number) => ({ step, stepsPerEpoch: 10 });
const rates = (of: typeof spec) =>
  Array.from({ length: of.epochs * 10 }, (_, i) => changedRateAt(of, i + 1, of.epochs * 10));

describe('a change', () => {
  it('leaves every step before it as it was', () => {
    const changed = changedSpec(spec, { learningRate: 0.05, epochs: 20, schedule: 'stretch' }, at(30));
    expect(rates(changed).slice(0, 30)).toEqual(rates(spec).slice(0, 30));
    expect(rates(changed)[30]).toBeCloseTo(0.05 * (1 - 30 / 200), 12);
  });

  it('keeps a schedule as it was, and trains on at its end', () => {
    const changed = changedSpec(spec, { epochs: 20, schedule: 'keep' }, at(30));
    expect(rates(changed).slice(0, 100)).toEqual(rates(spec));
    expect(rates(changed)[150]).toBe(0);
  });

  it('can be followed by others, each from its own step on', () => {
    const once = changedSpec(spec, { epochs: 20, schedule: 'stretch' }, at(30));
    const twice = changedSpec(once, { learningRate: 0.2, epochs: 5, schedule: 'stretch' }, at(40));
    expect(rates(twice).slice(0, 40)).toEqual(rates(once).slice(0, 40));
    expect(rates(twice)[40]).toBeCloseTo(0.2 * (1 - 40 / 50), 12);
    expect(runSpecSchema.parse(twice)).toEqual(twice);
  });

  it('takes the place of what lay ahead when the run went back', () => {
    const before = changedSpec(spec, { learningRate: 0.05, schedule: 'stretch' }, at(60));
    const now = changedSpec(before, { learningRate: 0.02, schedule: 'stretch' }, at(40));
    expect(now.changes).toEqual([{ step: 40, learningRate: 0.02 }]);
  });

  it('is written down when a run is continued past the end of its schedule', () => {
    const from = { id: '0010-100', run: 'parent', runName: 'parent', epoch: 10, step: 100 };
    const child = continuedSpec(spec, from);
    expect(child.changes).toEqual([
      { step: 0, scheduleSteps: 100 },
      { step: 100, scheduleSteps: 200 },
    ]);
    expect(rates(child).slice(0, 100)).toEqual(rates(spec));
  });
});

describe('a spec with changes', () => {
  const dataset = { name: 'tiny', shape: [2, 2, 1], classes: ['a', 'b'], trainCount: 44 };
  const problemsOf = (changes: unknown) =>
    checkSpec(runSpecSchema.parse({ ...spec, changes }), dataset).filter(({ path }) =>
      path.startsWith('changes'),
    );

  it('can be put in order with a click', () => {
    const changes = [{ step: 30, learningRate: 0.01 }, { step: 3 }];
    const parsed = parseSpec({ ...spec, changes });
    expect(parsed).toMatchObject({
      problems: [{ path: 'changes', mends: [{ changes: [{ value: changes.toReversed() }] }] }],
    });
  });

  it('is fine with a rate within the run', () => {
    expect(problemsOf([{ step: 30, learningRate: 0.01 }])).toEqual([]);
  });

  it('hears of one that is never reached, and of one that says nothing', () => {
    expect(problemsOf([{ step: 3 }, { step: 100, learningRate: 0.01 }])).toMatchObject([
      { path: 'changes.0', mends: [{ changes: [{ path: 'changes', value: [{ step: 100 }] }] }] },
      { path: 'changes.1.step', mends: [{ changes: [{ path: 'changes', value: [{ step: 3 }] }] }] },
    ]);
  });

  it('hears of a length that the schedule does not heed, and is rid of it at a click', () => {
    const constant = { ...spec.optimizer, schedule: { name: 'constant' } };
    const changes = [{ step: 3, learningRate: 0.02, scheduleSteps: 50 }];
    const problems = checkSpec(runSpecSchema.parse({ ...spec, optimizer: constant, changes }), dataset);
    const [found] = problems.filter(({ path }) => path === 'changes.0.scheduleSteps');
    expect(found?.mends[0]?.changes).toEqual([{ path: 'changes', value: [{ step: 3, learningRate: 0.02 }] }]);
  });
});
