import { setImmediate as yieldToMessages } from 'node:timers/promises';
import type { CheckpointDocument, CheckpointMetrics } from '@shared/contract/checkpoint';
import { noTimes, type EpochTimes } from '@shared/contract/recorded';
import type { EpochRow, RunPhase } from '@shared/contract/run';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Shape } from '@shared/model/describe';
import * as early from '@shared/schedule/early-stopping';
import { afterEpoch } from '@shared/schedule/plateau';
import { epochOrder } from '../data/batch-order';
import type { DatasetReader } from '../data/dataset-reader';
import type { TrainingSplit } from '../data/split-validation';
import { measure } from '../evaluate/measure';
import type { CheckpointContent } from '../checkpoint/write-checkpoint';
import type { TrainingPosition } from '../checkpoint/training-position';
import { NOT_VALIDATED, validationMetrics, type ValidationMetrics } from './validation-metrics';
import { endingAt, limitReached, type Ending } from './ending';
import { firstNonFinite } from './finite';
import { learningRateOf } from './learning-rate-of';
import { NonFiniteError } from './non-finite-error';
import { EpochClock } from './epoch-clock';
import { MeasuredSteps } from './measured-steps';
import type { MeasuredStep, StepRunner } from './step-runner';

export interface StepRow {
  step: number;
  /** fractional: 2.5 is half of the third epoch */
  epoch: number;
  seconds: number;
  loss: number;
  accuracy: number;
  learningRate: number;
}

/** What is told of an epoch when all of it is over, its checkpoint included. */
export interface EpochEnd {
  epoch: number;
  step: number;
  times: EpochTimes;
  /** the last step with a full batch; undefined where it was not measured, or by another engine */
  measured: MeasuredStep | undefined;
}

/** What the loop tells while it runs, and what it asks. */
export interface LoopObserver {
  phase(phase: RunPhase): void;
  steps(rows: readonly StepRow[]): void;
  epoch(row: EpochRow): void;
  /** A step was measured. Left out, none is. */
  measured?(row: StepRow, step: MeasuredStep): void;
  epochEnd?(end: EpochEnd): void;
  /** A line for the run's log; a warning is for a person to look at. */
  note(text: string, level?: 'info' | 'warning'): void;
  /** Saves in the background or at once; the content is a copy. */
  save(content: CheckpointContent): Promise<void>;
  stopRequested(): boolean;
  /** Between two steps: waits while the spec is changed, and brings the new one. */
  changedSpec(position: TrainingPosition): Promise<RunSpec | undefined>;
  /** asked at the end of each epoch */
  stopAfterEpochRequested(): boolean;
}

export interface LoopInput {
  spec: RunSpec;
  runner: StepRunner;
  reader: DatasetReader;
  /** the dataset may still be in the making: wait for its shards */
  split: TrainingSplit;
  inputShape: Shape;
  classes: number;
  /** exclusive ends of the shards, in samples */
  shardEnds: readonly number[];
  position: TrainingPosition;
}

/** Steps of one epoch: the last, smaller batch trains too. */
export const stepsPerEpoch = (trainingSamples: number, batchSize: number): number =>
  Math.ceil(trainingSamples / batchSize);

const NO_METRICS: CheckpointMetrics = { trainLoss: null, trainAccuracy: null, ...NOT_VALIDATED };

/**
 * The training loop: epochs of seeded batches, validation after each, checkpoints by policy. It starts
 * wherever `position` says and changes it as it goes. A limit that is reached within an epoch ends like any other end:
 * what was trained of the epoch is validated and saved, and the position stays within it.
 *
 * @returns what the run came to its end by
 * @throws NonFiniteError when a loss or a weight is no longer finite; nothing of that is saved
 */
export async function train(input: LoopInput, observer: LoopObserver): Promise<Ending | 'stopped'> {
  let { spec } = input;
  const { runner, reader, split, position } = input;
  const { training } = split;
  const perEpoch = stepsPerEpoch(training.length, spec.batchSize);
  const { schedule } = spec.optimizer;
  let rateOf = learningRateOf(spec, perEpoch, position);
  const { everyEpochs, everySteps, everyMinutes, best: saveBest } = spec.checkpoint;
  let metrics = NO_METRICS;
  let savedStep = -1;
  // A run goes on where it was saved, so the minutes are counted from there.
  let savedSeconds = position.seconds;
  const isMinutesOver = () => everyMinutes > 0 && position.seconds - savedSeconds >= everyMinutes * 60;

  const clock = new EpochClock();
  const fullPerEpoch = Math.floor(training.length / spec.batchSize) || 1;
  const measuring = observer.measured && new MeasuredSteps(spec.record, fullPerEpoch);
  let lastMeasured: MeasuredStep | undefined;

  const save = async (reasons: CheckpointDocument['reasons'], times = position.times) => {
    clock.lap('other', times);
    const model = runner.weights();
    const optimizer = runner.optimizerState();
    const spoiled = firstNonFinite(model) ?? firstNonFinite(optimizer);
    if (spoiled) {
      const value = spoiled.values.find((one) => !Number.isFinite(one)) ?? Number.NaN;
      throw new NonFiniteError('weights', position.step, value);
    }
    savedStep = position.step;
    savedSeconds = position.seconds;
    observer.phase('saving');
    await observer.save({
      model,
      optimizer,
      position: structuredClone(position),
      metrics,
      reasons,
    });
    clock.lap('checkpoint', times);
  };

  const takeChange = async () => {
    spec = (await observer.changedSpec(position)) ?? spec;
    rateOf = learningRateOf(spec, perEpoch, position);
  };

  const before = endingAt(spec, position);
  // An end that a limit makes within an epoch was validated and saved, or has to be still.
  if (before && (position.ended || position.stepInEpoch === 0)) return before;
  position.ended = false;
  for (;;) {
    const order = epochOrder(training, spec.seed, position.epoch, spec.shuffle, input.shardEnds);
    observer.phase('training');
    while (position.stepInEpoch < perEpoch && !limitReached(spec, position)) {
      const started = performance.now();
      const rows: StepRow[] = [];
      const from = position.stepInEpoch * spec.batchSize;
      const fullBatches = Math.floor((training.length - from) / spec.batchSize);
      const batch = fullBatches > 0 ? spec.batchSize : training.length - from;
      const untilSave = everySteps > 0 ? everySteps - (position.step % everySteps) : Infinity;
      const untilLimit = spec.stop.steps > 0 ? spec.stop.steps - position.step : Infinity;
      const wanted = measuring?.wantedOf(position);
      const most = Math.min(fullBatches, runner.stepsPerCall, untilSave, untilLimit);
      const steps = fullBatches === 0 || wanted ? 1 : (measuring?.ordinary(position, most) ?? most);
      const indices = order.subarray(from, from + steps * batch);
      if (reader.ready < reader.samples.count) {
        observer.phase('loading data');
        await reader.read(
          indices.reduce((most, index) => Math.max(most, index + 1), 0),
          true,
        );
        observer.phase('training');
      }
      const firstStep = position.step + 1;
      const learningRates = Array.from({ length: steps }, (_, i) => rateOf(firstStep + i));
      const batches = { samples: reader.samples, indices, steps, batch, firstStep, learningRates };
      clock.lap('data', position.times);
      const measured = wanted && runner.trainMeasured(batches, wanted === 'norms and gradients');
      const results = measured
        ? { losses: [measured.loss], correct: [measured.correct] }
        : runner.train(batches);
      clock.lap('step', position.times);
      const elapsed = (performance.now() - started) / 1000;
      for (let i = 0; i < steps; i++) {
        const loss = results.losses[i]!;
        if (firstStep + i === 1) position.firstLoss = loss;
        const correct = results.correct[i]!;
        position.step++;
        position.stepInEpoch++;
        position.epochSums.samples += batch;
        position.epochSums.loss += loss * batch;
        position.epochSums.correct += correct;
        rows.push({
          step: position.step,
          epoch: position.epoch + position.stepInEpoch / perEpoch,
          seconds: position.seconds + (elapsed * (i + 1)) / steps,
          loss,
          accuracy: correct / batch,
          learningRate: learningRates[i]!,
        });
        // The steps behind it were taken with what it spoiled.
        if (!Number.isFinite(loss)) break;
      }
      position.seconds += elapsed;
      position.epochSeconds += elapsed;
      position.trainSeconds += elapsed;
      observer.steps(rows);
      const last = rows.at(-1);
      if (last && !Number.isFinite(last.loss)) throw new NonFiniteError('loss', last.step, last.loss);
      if (measured) {
        observer.measured?.(rows[0]!, measured);
        if (position.stepInEpoch === fullPerEpoch) lastMeasured = measured;
      }
      await yieldToMessages();
      await takeChange();
      if (observer.stopRequested()) {
        await save(['stop']);
        return 'stopped';
      }
      if (position.stepInEpoch < perEpoch && !limitReached(spec, position)) {
        const due: CheckpointDocument['reasons'] = [];
        if (everySteps > 0 && position.step % everySteps === 0) due.push('steps');
        if (isMinutesOver()) due.push('minutes');
        if (due.length > 0) {
          await save(due);
          observer.phase('training');
        }
      }
    }

    clock.lap('other', position.times);
    const validated = performance.now();
    let validation: ValidationMetrics = NOT_VALIDATED;
    if (split.validation.length > 0) {
      observer.phase('validating');
      await reader.read(reader.samples.count, true);
      const measured = await measure(
        runner,
        reader.samples,
        input.classes,
        split.validation,
        () => !observer.stopRequested(),
      );
      if (measured === undefined) {
        await save(['stop']);
        return 'stopped';
      }
      if (!Number.isFinite(measured.loss)) {
        throw new NonFiniteError('validation loss', position.step, measured.loss);
      }
      validation = validationMetrics(measured);
    }
    clock.lap('validation', position.times);
    const validationSeconds = (performance.now() - validated) / 1000;
    position.seconds += validationSeconds;
    position.epochSeconds += validationSeconds;

    const { samples, loss, correct } = position.epochSums;
    const row: EpochRow = {
      epoch: position.epoch + 1,
      step: position.step,
      trainLoss: loss / samples,
      trainAccuracy: correct / samples,
      ...validation,
      seconds: position.epochSeconds,
      samplesPerSecond: position.trainSeconds > 0 ? samples / position.trainSeconds : 0,
    };
    metrics = { trainLoss: row.trainLoss, trainAccuracy: row.trainAccuracy, ...validation };
    const { valLoss } = validation;
    const isWhole = position.stepInEpoch === perEpoch;
    const { times } = position;
    if (isWhole) {
      position.epoch++;
      position.stepInEpoch = 0;
      position.epochSeconds = 0;
      position.trainSeconds = 0;
      position.epochSums = { samples: 0, loss: 0, correct: 0 };
      position.times = noTimes();
      position.early = early.afterEpoch(spec.earlyStopping, position.early, row);
    }
    const isBest = valLoss !== null && (position.best === null || valLoss < position.best.valLoss);
    if (schedule.name === 'reduce-on-plateau' && valLoss !== null && isWhole) {
      const { factor } = position.plateau;
      position.plateau = afterEpoch(schedule, position.plateau, valLoss);
      if (position.plateau.factor < factor) {
        const now = Number(rateOf(position.step + 1).toPrecision(4));
        observer.note(
          `Validation loss has not improved for ${schedule.patience} ${schedule.patience === 1 ? 'epoch' : 'epochs'}: the learning rate is ${now} from step ${position.step + 1} on.`,
        );
      }
    }
    if (isBest && valLoss !== null) position.best = { epoch: row.epoch, step: row.step, valLoss };
    observer.epoch(row);
    await takeChange();

    const reasons: CheckpointDocument['reasons'] = [];
    const ending = endingAt(spec, position);
    position.ended = ending !== undefined;
    if (everyEpochs > 0 && isWhole && position.epoch % everyEpochs === 0) reasons.push('epoch');
    if (everySteps > 0 && position.step % everySteps === 0) reasons.push('steps');
    if (isMinutesOver()) reasons.push('minutes');
    if (isBest && saveBest) reasons.push('best');
    if (ending) reasons.push('end');
    if (reasons.length > 0) await save(reasons, times);
    observer.epochEnd?.({ epoch: row.epoch, step: row.step, times: { ...times }, measured: lastMeasured });
    lastMeasured = undefined;
    if (ending) return ending;
    if (observer.stopRequested() || observer.stopAfterEpochRequested()) {
      if (savedStep !== position.step) await save(['stop']);
      return 'stopped';
    }
    metrics = NO_METRICS;
  }
}
