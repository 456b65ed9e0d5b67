import { expect, it } from 'vitest';
import { presets } from '@shared/spec/presets';
import {
  freshPosition,
  type TrainingPosition,
} from '../../../../src-main/engine/checkpoint/training-position';
import { startingPosition } from '../../../../src-main/engine/train/starting-position';

const dataset = {
  id: 'digits',
  name: 'Digits',
  shape: [28, 28, 1],
  classes: [...'0123456789'],
  trainCount: 60_000,
};
const spec = {
  ...presets.mlp.spec(dataset),
  earlyStopping: { patience: 2, monitor: 'valLoss' as const, minDelta: 0 },
};
const begin = {
  checkpointFolder: '/c',
  mode: 'continue' as const,
  fit: 'exact' as const,
  isOwn: true,
  older: [],
};
const job = { run: 'a-run', generation: 4, spec, begin };
const position: TrainingPosition = {
  ...freshPosition(3),
  epoch: 5,
  step: 2110,
  seconds: 90,
  early: { monitor: 'valLoss', best: 0.3, bestEpoch: 4, epochsWithout: 1 },
  best: { epoch: 4, step: 1688, metric: 'valLoss', value: 0.3 },
};

it('is that of its own checkpoint, under the new generation', () => {
  expect(startingPosition(job, { document: { run: 'a-run' }, position })).toEqual({
    ...position,
    generation: 4,
  });
});

it('of another run leaves behind what belongs to that: its minutes, and the best, which is none of its checkpoints', () => {
  expect(startingPosition(job, { document: { run: 'its-parent' }, position })).toEqual({
    ...position,
    generation: 4,
    secondsBefore: 90,
    best: null,
  });
});

it('of a run that stopped early has its patience back', () => {
  const waited = { ...position, early: { ...position.early, epochsWithout: 2 } };
  const begun = startingPosition(job, { document: { run: 'its-parent' }, position: waited });
  expect(begun.early).toEqual({ ...position.early, epochsWithout: 0 });
});

it('is the beginning for who takes the weights alone, or nothing', () => {
  const fresh = freshPosition(4);
  const weights = { ...job, begin: { ...begin, mode: 'weights' as const } };
  expect(startingPosition(weights, { document: { run: 'its-parent' }, position })).toEqual(fresh);
  expect(startingPosition({ ...job, begin: null }, undefined)).toEqual(fresh);
});
