import { checkpointPolicySchema } from '@shared/spec/checkpoint-policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optimizerSchema } from '@shared/spec/optimizer';
import { earlyStoppingSchema, stopSchema } from '@shared/spec/stopping';
import { afterEpoch, freshEarly, hasWaitedEnough } from '@shared/schedule/early-stopping';
import { endingWords } from '../../../../src-main/engine/train/ending';
import { Recorder, setUp } from './tiny-loop';

const NO_CHECKPOINTS = checkpointPolicySchema.parse({ everyEpochs: 0, best: false });

describe('a limit in steps', () => {
  it('ends in the middle of an epoch, with its validation, its row and its checkpoint', async () => {
    const recorder = new Recorder(8);
    const loop = setUp(
      { stop: stopSchema.parse({ steps: 9 }), epochs: 5, checkpoint: NO_CHECKPOINTS },
      recorder,
    );
    expect(await loop.run()).toBe('steps');
    expect(loop.steps.at(-1)).toBe(9);
    expect(loop.epochs.map(({ epoch, step, valLoss }) => [epoch, step, valLoss])).toEqual([
      [1, 6, 0.5],
      [2, 9, 0.5],
    ]);
    expect(loop.saved.map(({ reasons }) => reasons)).toEqual([['end']]);
    const [{ position, metrics } = { position: undefined, metrics: undefined }] = loop.saved;
    expect(position).toMatchObject({ epoch: 1, stepInEpoch: 3, step: 9, ended: true });
    expect(position?.epochSums).toMatchObject({ samples: 12 });
    expect(metrics).toMatchObject({ valLoss: 0.5, trainLoss: 1 });
    expect(endingWords('steps', loop.spec, loop.position)).toBe(
      'Ended after 9 steps, the limit that was set.',
    );
  });

  it('is how long the schedule is', async () => {
    const optimizer = optimizerSchema.parse({ learningRate: 1, schedule: { name: 'linear' } });
    const recorder = new Recorder(1);
    await setUp({ optimizer, stop: stopSchema.parse({ steps: 4 }) }, recorder).run();
    expect(recorder.rates).toEqual([1, 0.75, 0.5, 0.25]);
  });

  it('says nothing more when its end was reached before, and validates when it was not', async () => {
    const stop = stopSchema.parse({ steps: 9 });
    const first = setUp({ stop, epochs: 5 }, new Recorder(8));
    await first.run();
    const again = setUp({ stop, epochs: 5 }, new Recorder(8));
    Object.assign(again.position, first.saved.at(-1)!.position);
    expect(await again.run()).toBe('steps');
    expect([again.epochs, again.saved, again.steps]).toEqual([[], [], []]);
    const torn = setUp({ stop, epochs: 5 }, new Recorder(8));
    Object.assign(torn.position, first.saved.at(-1)!.position, { ended: false });
    expect(await torn.run()).toBe('steps');
    expect(torn.epochs).toEqual([expect.objectContaining({ epoch: 2, step: 9, trainLoss: 1 })]);
    expect(torn.saved.map(({ reasons }) => reasons)).toEqual([['end']]);
    expect(torn.steps).toEqual([]);
  });

  it('leaves a place from which another run shows just what one without a limit shows', async () => {
    const whole = new Recorder(3);
    await setUp({ epochs: 3 }, whole).run();
    const part = new Recorder(3);
    const first = setUp({ epochs: 3, stop: stopSchema.parse({ steps: 8 }) }, part);
    await first.run();
    const rest = new Recorder(3);
    const second = setUp({ epochs: 3 }, rest);
    Object.assign(second.position, first.saved.at(-1)!.position);
    expect(await second.run()).toBe('epochs');
    const shown = (recorder: Recorder) => recorder.calls.flatMap(({ labels }) => labels);
    expect([...shown(part), ...shown(rest)]).toEqual(shown(whole));
    expect(second.epochs[0]).toMatchObject({ epoch: 2, step: 12, trainLoss: 1 });
  });
});

describe('a limit in minutes', () => {
  it('counts what was trained in this run, saves and ends after the call under way', async () => {
    const recorder = new Recorder(2);
    const loop = setUp({ stop: stopSchema.parse({ minutes: 2 }), checkpoint: NO_CHECKPOINTS }, recorder);
    // A nanosecond is left, which the first call takes.
    Object.assign(loop.position, { seconds: 199.999_999_999, secondsBefore: 80 });
    expect(await loop.run()).toBe('minutes');
    expect(loop.steps).toEqual([1, 2]);
    expect(loop.saved.map(({ reasons }) => reasons)).toEqual([['end']]);
    expect(loop.epochs).toHaveLength(1);
    expect(endingWords('minutes', loop.spec, loop.position)).toBe(
      'Ended at step 2, after 2 minutes of training, the limit that was set.',
    );
  });
});

describe('early stopping', () => {
  const earlyStopping = earlyStoppingSchema.parse({ patience: 2 });
  const losses = [1, 0.7, 0.8, 0.75, 0.1];

  it('ends when validation has not improved for so many epochs, and says since when', async () => {
    const recorder = new Recorder(8, () => 1, 8, losses);
    const loop = setUp({ earlyStopping, epochs: 9 }, recorder);
    expect(await loop.run()).toBe('early');
    expect(loop.epochs).toHaveLength(4);
    expect(loop.saved.at(-1)).toMatchObject({
      reasons: ['epoch', 'end'],
      position: { ended: true, epoch: 4 },
    });
    expect(endingWords('early', loop.spec, loop.position)).toBe(
      'Stopped early at epoch 4: validation loss had not improved for 2 epochs; best was epoch 2.',
    );
  });

  it('ends at the same epoch when it was stopped and resumed after any of them', async () => {
    const whole = setUp({ earlyStopping, epochs: 9 }, new Recorder(8, () => 1, 8, losses));
    await whole.run();
    for (const { position } of whole.saved) {
      const rest = setUp(
        { earlyStopping, epochs: 9 },
        new Recorder(8, () => 1, 8, losses.slice(position.epoch)),
      );
      Object.assign(rest.position, structuredClone(position));
      expect(await rest.run()).toBe('early');
      expect(rest.position).toMatchObject({
        epoch: 4,
        step: whole.position.step,
        early: whole.position.early,
      });
    }
  });

  it('waits as Keras does: an epoch is better when it is so by more than minDelta', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: false, min: -2, max: 2 }), { maxLength: 30 }),
        fc.constantFrom('valLoss' as const, 'valAccuracy' as const),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.integer({ min: 1, max: 5 }),
        (values, monitor, minDelta, patience) => {
          const settings = { monitor, minDelta, patience };
          let state = freshEarly;
          let stoppedAt = -1;
          for (const [index, value] of values.entries()) {
            const none = {
              valLoss: null,
              valAccuracy: null,
              valMacroF1: null,
              valMae: null,
              valRmse: null,
              valR2: null,
              trainLoss: null,
              trainAccuracy: null,
            };
            state = afterEpoch(settings, state, { ...none, [monitor]: value, epoch: index + 1 });
            if (hasWaitedEnough(settings, state)) {
              stoppedAt = index;
              break;
            }
          }
          // keras.callbacks.EarlyStopping.on_epoch_end, but that a first epoch that is no number counts too.
          let [best, wait, expected] = [monitor === 'valLoss' ? Infinity : -Infinity, 0, -1];
          for (const [index, current] of values.entries()) {
            wait++;
            if (monitor === 'valLoss' ? current < best - minDelta : current > best + minDelta) {
              best = current;
              wait = 0;
            } else if (wait >= patience) {
              expected = index;
              break;
            }
          }
          expect(stoppedAt).toBe(expected);
        },
      ),
    );
  });

  it('says so when nothing was ever a number', () => {
    const { spec, position } = setUp(
      { earlyStopping: earlyStoppingSchema.parse({ patience: 2 }) },
      new Recorder(8),
    );
    position.early = { ...position.early, epochsWithout: 2 };
    expect(endingWords('early', spec, position)).toContain('it was never a number');
  });
});
