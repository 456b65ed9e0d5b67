import { expect, it } from 'vitest';
import { SeriesBuffer } from '@shared/charts/series-buffer';
import { xOfStep } from '@shared/charts/series-lines';
import { surelySaved } from '@shared/checkpoint/forecast';
import { checkSpec } from '@shared/spec/check';
import { changedSpec } from '@shared/spec/change';
import { runSpecSchema } from '@shared/spec/run-spec';
import { standingOfSaved, stepsOf, stepsOfOthers } from '@shared/spec/steps';
import { lastStepOf } from '../../../src-main/engine/train/last-step-of';
import { policyStops } from '../../../src-renderer/pages/new-run/policy-stops';
import { epochsDone, epochWords } from '../../../src-renderer/format/run';
import { epochRow, runSummary } from '../../run-summary';

/** Goes on after 3 epochs of 100 steps each, on data of which an epoch has 20. */
const start = { run: 'parent', checkpoint: '0003-300', mode: 'continue', fit: 'exact' } as const;
const spec = runSpecSchema.parse({
  data: { dataset: 'small' },
  model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.1, schedule: { name: 'linear' } },
  batchSize: 10,
  epochs: 8,
  validation: { fraction: 0 },
  start,
});
const total = 300 + 5 * 20;

it('a draft is as long as the engine will train it', () => {
  const position = { step: 300, epoch: 3, stepInEpoch: 0 };
  expect(lastStepOf(spec, 20, position)).toBe(total);
  expect(stepsOf(spec, { trainCount: 200 }, 100)).toEqual({
    perEpoch: 20,
    total,
    ofOthers: 240,
  });
  // On the same data, also in the middle of an epoch, nothing is different.
  expect(stepsOf(spec, { trainCount: 200 }, 20)?.total).toBe(160);
  expect(stepsOf(spec, { trainCount: 200 })?.total).toBe(160);
});

it('a change behind the epochs that it goes on from is within the run', () => {
  const changed = { ...spec, changes: [{ step: 320, learningRate: 0.01 }] };
  const dataset = { name: 'small', shape: [2, 2, 1], classes: ['a', 'b'], trainCount: 200 };
  const doubts = (theirs: number) => checkSpec(changed, dataset, undefined, theirs).map(({ path }) => path);
  expect(doubts(100)).not.toContain('changes.0.step');
  expect(doubts(20)).toContain('changes.0.step');
});

it.each([
  { everyEpochs: 1, everySteps: 0 },
  { everyEpochs: 2, everySteps: 0 },
  { everyEpochs: 0, everySteps: 30 },
  { everyEpochs: 1, everySteps: 30 },
  { everyEpochs: 3, everySteps: 7 },
])('its checkpoints are foreseen where its own epochs end: %o', (every) => {
  for (const [theirs, checkpoint] of [
    [100, '0003-300'],
    [13, '0003-39'],
    [27, '0002-54'],
  ] as const) {
    const its = { checkpoint: { ...spec.checkpoint, ...every }, start: { ...start, checkpoint } };
    const steps = stepsOf({ ...spec, start: its.start }, { trainCount: 200 }, theirs)!;
    const [begin, done] = [Number(checkpoint.slice(5)), Number(checkpoint.slice(5)) / theirs];
    const saved = new Set<number>([8]);
    for (let step = begin + 1; step <= steps.total; step++) {
      const epochs = done + (step - begin) / 20;
      const isWhole = every.everyEpochs > 0 && epochs % every.everyEpochs === 0;
      if (isWhole || (every.everySteps > 0 && step % every.everySteps === 0)) saved.add(epochs);
    }
    expect(surelySaved(its, steps)).toBe(saved.size);
    const stops = policyStops(its, steps);
    const expected = [...saved].toSorted((a, b) => a - b);
    expect(stops).toHaveLength(expected.length);
    for (const [at, stop] of stops.entries()) expect(stop).toBeCloseTo(expected[at]!, 9);
  }
});

it.each([
  [300, 3, 0],
  [307, 3, 7],
  [320, 4, 0],
  [333, 4, 13],
])('a checkpoint at step %i stands in its own epochs', (step, epoch, stepInEpoch) => {
  const standing = standingOfSaved(spec, { step, epoch }, 20);
  expect(standing.stepInEpoch).toBe(stepInEpoch);
  expect(lastStepOf(spec, 20, standing)).toBe(total);
  expect(standingOfSaved({}, { step: 45, epoch: 2 }, 20).stepInEpoch).toBe(5);
});

it('a change keeps the length that the run has', () => {
  const ofOthers = stepsOfOthers({ step: 333, epoch: 4, stepInEpoch: 13 }, 20);
  const at = { step: 333, stepsPerEpoch: 20, ofOthers };
  expect(changedSpec(spec, { epochs: 10, schedule: 'stretch' }, at).changes).toEqual([
    { step: 0, scheduleSteps: total },
    { step: 333, scheduleSteps: total + 40 },
  ]);
});

it('a run counts its epochs by where they ended', () => {
  const progress = { ...runSummary().progress!, epoch: 5, step: 330, totalSteps: total, stepsPerEpoch: 20 };
  const run = runSummary({ spec, stepsPerEpoch: 20, progress });
  expect(epochsDone(run)).toBe(4.5);
  const done = { ...progress, epoch: 8, step: total };
  const epochs = [epochRow(8, { step: total })];
  expect(epochsDone({ ...run, progress: done })).toBe(8);
  expect(epochWords({ ...run, state: 'completed', progress: done, epochs })).toBe('Epoch 8');
  // A limit in steps says nothing of them.
  const limited = { ...progress, totalSteps: 350, step: 330 };
  expect(epochsDone({ ...run, progress: limited })).toBe(8);
});

it('a step lies on the axis of epochs where its row does', () => {
  const rows = Array.from({ length: 40 }, (_, at) => [301 + at, 3 + (at + 1) / 20, at, 1, 0.5, 0.001]);
  const series = new SeriesBuffer().extended(Float64Array.from(rows.flat()).buffer);
  expect(xOfStep(series, 320, 'epoch', 20)).toBeCloseTo(4, 9);
  expect(xOfStep(series, 300, 'epoch', 20)).toBeCloseTo(3, 9);
  expect(xOfStep(series, 360, 'epoch', 20)).toBeCloseTo(6, 9);
  expect(xOfStep(new SeriesBuffer(), 320, 'epoch', 20)).toBe(16);
});
