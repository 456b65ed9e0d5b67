import { describe, expect, it } from 'vitest';
import { checkpointPolicySchema } from '@shared/spec/checkpoint-policy';
import { optimizerSchema } from '@shared/spec/optimizer';
import { changedSpec } from '@shared/spec/change';
import {
  freshPosition,
  trainingPositionSchema,
} from '../../../../src-main/engine/checkpoint/training-position';
import { NonFiniteError } from '../../../../src-main/engine/train/non-finite-error';
import type { EpochEnd } from '../../../../src-main/engine/train/loop-input';
import { Recorder, setUp } from './tiny-loop';

describe('the training loop', () => {
  it('shows every sample once an epoch, the last, smaller batch included, in a new order each time', async () => {
    const recorder = new Recorder(3);
    const { run, steps } = setUp({}, recorder);
    expect(await run()).toBe('epochs');
    const shown = recorder.calls.flatMap(({ labels }) => labels);
    const [first, second] = [shown.slice(0, 22), shown.slice(22)];
    const all = Array.from({ length: 22 }, (_, i) => i);
    expect([...first].sort((a, b) => a - b)).toEqual(all);
    expect([...second].sort((a, b) => a - b)).toEqual(all);
    expect(first).not.toEqual(second);
    expect(recorder.calls.filter(({ batch }) => batch === 2)).toHaveLength(2);
    expect(steps).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  it('shows the same whatever the number of steps a call', async () => {
    const [one, many] = [new Recorder(1), new Recorder(5)];
    await setUp({}, one).run();
    await setUp({}, many).run();
    const shown = (recorder: Recorder) => recorder.calls.flatMap(({ labels }) => labels);
    expect(shown(many)).toEqual(shown(one));
  });

  it('saves by the policy: every so many steps, each epoch, the best, and always the end', async () => {
    const checkpoint = checkpointPolicySchema.parse({ everyEpochs: 1, everySteps: 4, best: true });
    const { run, saved } = setUp({ checkpoint }, new Recorder(8));
    await run();
    expect(saved.map(({ position, reasons }) => [position.step, reasons])).toEqual([
      [4, ['steps']],
      [6, ['epoch', 'best']],
      [8, ['steps']],
      [12, ['epoch', 'steps', 'end']],
    ]);
  });

  it('calls best what is best by the metric that is asked for, resumed or not', async () => {
    const checkpoint = checkpointPolicySchema.parse({ everyEpochs: 1, best: true });
    const bestEpochs = async (metric: 'valLoss' | 'valAccuracy', from?: object) => {
      // The losses differ from epoch to epoch, the accuracy never does.
      const recorder = new Recorder(8, () => 1, 8, from ? [0.5, 0.75] : [1, 0.5, 0.75]);
      const loop = setUp({ checkpoint, epochs: 3, best: { metric } }, recorder);
      Object.assign(loop.position, from);
      await loop.run();
      const best = loop.saved.filter(({ reasons }) => reasons.includes('best'));
      return { epochs: best.map(({ position }) => position.epoch), saved: loop.saved };
    };
    const byLoss = await bestEpochs('valLoss');
    expect(byLoss.epochs).toEqual([1, 2]);
    expect(byLoss.saved.at(-1)?.position.best).toMatchObject({ epoch: 2, metric: 'valLoss', value: 0.5 });
    const byAccuracy = await bestEpochs('valAccuracy');
    expect(byAccuracy.epochs).toEqual([1]);
    const first = structuredClone(byAccuracy.saved[0]!.position);
    expect((await bestEpochs('valAccuracy', first)).epochs).toEqual([]);
    // A loss says nothing of how good an accuracy is.
    expect((await bestEpochs('valLoss', first)).epochs).toEqual([2]);
  });

  it('takes the best of a checkpoint of before there was a choice for a validation loss', () => {
    const old = { ...freshPosition(1), best: { epoch: 2, step: 12, valLoss: 0.5 } };
    expect(trainingPositionSchema.parse(old).best).toEqual({
      epoch: 2,
      step: 12,
      metric: 'valLoss',
      value: 0.5,
    });
    expect(trainingPositionSchema.parse(freshPosition(1)).best).toBeNull();
  });

  it('ends an epoch of which more was trained than there is now, and goes on with the next', async () => {
    // Its samples have become fewer since, or its batches larger.
    const { run, position, epochs, onChange, requestStop } = setUp({}, new Recorder(3));
    Object.assign(position, { step: 9, stepInEpoch: 9, epochSums: { samples: 36, loss: 36, correct: 0 } });
    let looks = 0;
    onChange(() => {
      if (++looks > 50) requestStop();
      return undefined;
    });
    expect(await run()).toBe('epochs');
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 9],
      [2, 15],
    ]);
  });

  it('comes down to the end of its schedule at its last step, however long the epochs before were', async () => {
    const optimizer = optimizerSchema.parse({ learningRate: 0.001, schedule: { name: 'linear' } });
    const recorder = new Recorder(5);
    const { run, position } = setUp({ optimizer, epochs: 4 }, recorder);
    // Two epochs of 30 steps; two of 6 are left.
    Object.assign(position, { step: 60, epoch: 2 });
    await run();
    expect(position.step).toBe(72);
    expect(recorder.rates).toHaveLength(12);
    for (const [i, rate] of recorder.rates.entries())
      expect(rate).toBeCloseTo(0.001 * (1 - (60 + i) / 72), 12);
  });

  it('saves whenever so many minutes of training are over', async () => {
    const policy = { everyEpochs: 0, best: false };
    const savedEvery = async (everyMinutes: number) => {
      const checkpoint = checkpointPolicySchema.parse({ ...policy, everyMinutes });
      const { run, saved } = setUp({ checkpoint }, new Recorder(2));
      await run();
      return saved.map(({ position, reasons }) => [position.step, reasons]);
    };
    // So little that it is over after each call; a day is never over.
    expect(await savedEvery(1e-9)).toEqual([
      [2, ['minutes']],
      [4, ['minutes']],
      [5, ['minutes']],
      [6, ['minutes']],
      [8, ['minutes']],
      [10, ['minutes']],
      [11, ['minutes']],
      [12, ['minutes', 'end']],
    ]);
    expect(await savedEvery(1440)).toEqual([[12, ['end']]]);
  });

  it('gives each step the rate of its schedule, and goes on in the middle of it', async () => {
    const optimizer = optimizerSchema.parse({ learningRate: 0.001, schedule: { name: 'linear' } });
    const whole = new Recorder(5);
    await setUp({ optimizer }, whole).run();
    expect(whole.rates[0]).toBe(0.001);
    for (const [i, rate] of whole.rates.entries()) expect(rate).toBeCloseTo(0.001 * (1 - i / 12), 12);
    const rest = new Recorder(5);
    const { run, position } = setUp({ optimizer }, rest);
    Object.assign(position, { epoch: 1, step: 6 });
    await run();
    expect(rest.rates).toEqual(whole.rates.slice(6));
  });

  it('lowers the rate when validation stands still, says so, and keeps it in the position', async () => {
    const schedule = { name: 'reduce-on-plateau', patience: 2, factor: 0.1 };
    const optimizer = optimizerSchema.parse({ learningRate: 0.01, schedule });
    const recorder = new Recorder(8);
    const { run, saved, notes } = setUp({ optimizer, epochs: 4 }, recorder);
    await run();
    // The first epoch is the best, the second and third are not better.
    expect(recorder.rates.slice(0, 18)).toEqual(Array.from({ length: 18 }, () => 0.01));
    expect(recorder.rates[18]).toBeCloseTo(0.001, 12);
    expect(notes).toEqual([
      'Validation loss has not improved for 2 epochs: the learning rate is 0.001 from step 19 on.',
    ]);
    const after = saved.find(({ position }) => position.step === 18);
    const resumed = new Recorder(8);
    const second = setUp({ optimizer, epochs: 4 }, resumed);
    Object.assign(second.position, after!.position);
    await second.run();
    expect(resumed.rates).toEqual(recorder.rates.slice(18));
  });

  it('changes rate and length between two steps, and ends the same when it goes on from before that', async () => {
    const optimizer = optimizerSchema.parse({ learningRate: 0.001, schedule: { name: 'cosine' } });
    const whole = new Recorder(2);
    const first = setUp({ optimizer }, whole);
    const wanted = { learningRate: 0.0004, epochs: 3, schedule: 'stretch' as const };
    const changed = changedSpec(first.spec, wanted, { step: 4, stepsPerEpoch: 6 });
    first.onChange(({ step }) => (step === 4 ? changed : undefined));
    expect(await first.run()).toBe('epochs');
    expect(first.position).toMatchObject({ epoch: 3, step: 18 });
    const cosine = (step: number, total: number) => 0.5 * (1 + Math.cos((Math.PI * (step - 1)) / total));
    expect(whole.rates[3]).toBeCloseTo(0.001 * cosine(4, 12), 12);
    expect(whole.rates[4]).toBeCloseTo(0.0004 * cosine(5, 18), 12);
    // Killed, and resumed from step 2 with the spec as it was written down; and repeated from the start.
    const resumed = new Recorder(3);
    const second = setUp(changed, resumed);
    Object.assign(second.position, { step: 2, stepInEpoch: 2 });
    await second.run();
    expect(resumed.rates).toEqual(whole.rates.slice(2));
    const repeated = new Recorder(5);
    await setUp(changed, repeated).run();
    expect(repeated.rates).toEqual(whole.rates);
  });

  it('trains longer when that is asked for at the end of the last epoch', async () => {
    const recorder = new Recorder(8);
    const { run, spec, onChange, position } = setUp({}, recorder);
    onChange(({ epoch, stepInEpoch }) =>
      epoch === 2 && stepInEpoch === 0 ? { ...spec, epochs: 3 } : undefined,
    );
    expect(await run()).toBe('epochs');
    expect(position.epoch).toBe(3);
  });

  it('saves the end even when nothing else asks for a checkpoint', async () => {
    const checkpoint = checkpointPolicySchema.parse({ everyEpochs: 0, everySteps: 0, best: false });
    const { run, saved } = setUp({ checkpoint }, new Recorder(8));
    await run();
    expect(saved.map(({ position, reasons }) => [position.step, reasons])).toEqual([[12, ['end']]]);
  });

  it('stops after the call under way and keeps its place', async () => {
    const recorder = new Recorder(2);
    const { run, saved, position, requestStop } = setUp({}, recorder);
    requestStop();
    expect(await run()).toBe('stopped');
    expect(position).toMatchObject({ epoch: 0, stepInEpoch: 2, step: 2 });
    expect(saved).toHaveLength(1);
    expect(saved[0]?.position).toMatchObject({ step: 2, epochSums: { samples: 8, loss: 8, correct: 2 } });
  });

  it('stops after the epoch under way when asked to, with its validation and its checkpoint', async () => {
    const checkpoint = checkpointPolicySchema.parse({ everyEpochs: 0, best: false });
    const { run, saved, position, requestStopAfterEpoch } = setUp({ checkpoint }, new Recorder(2));
    requestStopAfterEpoch();
    expect(await run()).toBe('stopped');
    expect(position).toMatchObject({ epoch: 1, stepInEpoch: 0, step: 6 });
    expect(saved.map(({ reasons }) => reasons)).toEqual([['stop']]);
    expect(saved[0]?.metrics.valLoss).toBe(0.5);
  });

  it('ends at the first step whose loss is no number, within a call too, and saves nothing of it', async () => {
    const { run, saved, steps } = setUp({}, new Recorder(5, (step) => (step < 3 ? 1 : Number.NaN)));
    await expect(run()).rejects.toThrow(new NonFiniteError('loss', 3, Number.NaN));
    expect(steps).toEqual([1, 2, 3]);
    expect(saved).toEqual([]);
  });

  it('saves no weights that are no numbers, though every loss was one', async () => {
    const recorder = new Recorder(1);
    recorder.weights = () => [{ name: 'layers.1.kernel', shape: [2], values: Float32Array.of(1, Infinity) }];
    const { run, saved } = setUp({}, recorder);
    await expect(run()).rejects.toThrow(new NonFiniteError('weights', 6, Infinity));
    expect(saved).toEqual([]);
  });

  it('measures steps only for whoever records them, and takes the same ones', async () => {
    const bare = new Recorder(5);
    await setUp({}, bare).run();
    const recorded = new Recorder(5);
    const asked: number[] = [];
    recorded.trainMeasured = (batches) => {
      const { losses, correct } = recorded.train(batches);
      asked.push(batches.firstStep);
      return { loss: losses[0]!, correct: correct[0]!, gradientNorm: 1, lengths: [], gradients: [] };
    };
    const { run, observer, steps } = setUp({ record: { normsEvery: 4, histograms: true } }, recorded);
    const measured: number[] = [];
    const ends: EpochEnd[] = [];
    observer.measured = ({ step }) => void measured.push(step);
    observer.epochEnd = (end) => void ends.push(end);
    await run();
    // Five full batches and a smaller one an epoch, twice.
    expect(measured).toEqual([1, 4, 5, 8, 11]);
    expect(asked).toEqual(measured);
    expect(steps).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    const shown = (recorder: Recorder) => recorder.calls.flatMap(({ labels }) => labels);
    expect(shown(recorded)).toEqual(shown(bare));
    expect(ends.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 6],
      [2, 12],
    ]);
    for (const { times, measured: last } of ends) {
      expect(last).toBeDefined();
      expect(Object.values(times).every((seconds) => seconds >= 0)).toBe(true);
      expect(times.step).toBeGreaterThan(0);
    }
  });
});
