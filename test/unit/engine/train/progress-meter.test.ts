import { expect, it } from 'vitest';
import { runSpecSchema } from '@shared/spec/run-spec';
import { freshPosition } from '../../../../src-main/engine/checkpoint/training-position';
import { ProgressMeter } from '../../../../src-main/engine/train/progress-meter';

const spec = runSpecSchema.parse({
  data: { dataset: 'tiny' },
  model: { layers: [{ type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.001 },
  batchSize: 4,
  epochs: 4,
});

it('counts what is left from where a run goes on, though the epochs before it were longer', () => {
  const position = { ...freshPosition(1), step: 60, epoch: 2, epochSeconds: 1, trainSeconds: 1 };
  const meter = new ProgressMeter(spec, 6, position);
  expect(meter.take(true, 0)).toMatchObject({ step: 60, totalSteps: 72 });
  Object.assign(position, { step: 63, stepInEpoch: 3 });
  meter.steps([], position);
  expect(meter.take(true, 0)).toMatchObject({ step: 63, totalSteps: 72, secondsLeft: 3 });
});

it('tells what roll-backs have left of the learning rate', () => {
  const position = freshPosition(1);
  const meter = new ProgressMeter(spec, 6, position);
  expect(meter.take(true, 0)).not.toHaveProperty('rolledBackShare');
  position.rollBacks = { count: 2, factor: 0.01 };
  expect(meter.take(true, 0)).toMatchObject({ rolledBackShare: 0.01 });
});
