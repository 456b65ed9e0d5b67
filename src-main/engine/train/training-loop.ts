import { setImmediate as yieldToMessages } from 'node:timers/promises';
import type { CheckpointDocument, CheckpointMetrics } from '@shared/contract/checkpoint';
import { noTimes, type EpochTimes } from '@shared/contract/recorded';
import type { EpochRow, RunPhase } from '@shared/contract/run';
import type { RunSpec } from '@shared/spec/run-spec';
import { isBetter } from '@shared/spec/stopping';
import type { Shape } from '@shared/model/describe';
import * as early from '@shared/schedule/early-stopping';
import { afterEpoch } from '@shared/schedule/plateau';
import { epochOrder } from '../data/batch-order';
import { classMetrics, type ClassMetrics } from '@shared/metrics/classification';
import type { BatchPlan, BatchSource } from '../data/batches/batch-source';
import type { TrainingSplit } from '../data/split-validation';
import { measure, measuringPlan, type MeasuredTarget } from '../evaluate/measure';
import type { CheckpointContent } from '../checkpoint/write-checkpoint';
import type { TrainingPosition } from '../checkpoint/training-position';
import { NOT_VALIDATED, validationMetrics, type ValidationMetrics } from './validation-metrics';
import { endingAt, limitReached, type Ending } from './ending';
import { firstNonFinite } from './finite';
import { learningRateOf } from './learning-rate-of';
import { NonFiniteError } from './non-finite-error';
import { EpochClock } from './epoch-clock';
import { MeasuredSteps } from './measured-steps';
import type { MeasuredStep, StepBatches, StepRunner } from './step-runner';

export interface StepRow {
  step: number;
  /** fractional: 2.5 is half of the third epoch */
  epoch: number;
  seconds: number;
  loss: number;
  /** NaN where there are no classes */
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
  /** each class on the epoch's validation data; empty where there are none */
  classes: readonly ClassMetrics[];
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
  /** of the training part, which may still be in the making */
  source: BatchSource;
  split: TrainingSplit;
  inputShape: Shape;
  target: MeasuredTarget;
  /** exclusive ends of the shards, in samples */
  shardEnds: readonly number[];
  position: TrainingPosition;
}

/** Steps of one epoch: the last, smaller batch trains too. */
export const stepsPerEpoch = (trainingSamples: number, batchSize: number): number =>
  Math.ceil(trainingSamples / batchSize);

type Reasons = CheckpointDocument['reasons'];
type Results = Record<'losses' | 'correct', ArrayLike<number>>;

const NO_METRICS: CheckpointMetrics = { trainLoss: null, trainAccuracy: null, ...NOT_VALIDATED };

/**
 * The training loop: epochs of seeded batches, validation after each, checkpoints by policy. It starts
 * wherever `position` says and changes it as it goes. A limit that is reached within an epoch ends like any other end:
 * what was trained of the epoch is validated and saved, and the position stays within it.
 *
 * @returns what the run came to its end by
 * @throws NonFiniteError when a loss or a weight is no longer finite; nothing of that is saved
 */
export const train = (input: LoopInput, observer: LoopObserver): Promise<Ending | 'stopped'> =>
  new TrainingLoop(input, observer).run();

/** What is known of an epoch when it is over. */
interface FinishedEpoch {
  row: EpochRow;
  /** no limit ended it early */
  isWhole: boolean;
  isBest: boolean;
  times: EpochTimes;
}

class TrainingLoop {
  #spec: RunSpec;
  #rateOf: (step: number) => number;
  readonly #perEpoch: number;
  /** batches of the full size in an epoch */
  readonly #fullPerEpoch: number;
  readonly #measuring: MeasuredSteps | undefined;
  readonly #clock = new EpochClock();
  /** the last full batch of the epoch, where it was measured */
  #lastMeasured: MeasuredStep | undefined;
  /** of the epoch that was ended last, until the next step is taken */
  #metrics = NO_METRICS;
  /** each class, as the last validation found it */
  #classes: readonly ClassMetrics[] = [];
  #lastPlan: BatchPlan | undefined;
  #savedStep = -1;
  /** A run goes on where it was saved, so the minutes are counted from there. */
  #savedSeconds: number;

  constructor(
    readonly input: LoopInput,
    readonly observer: LoopObserver,
  ) {
    const { spec, split, position } = input;
    const { length } = split.training;
    this.#spec = spec;
    this.#perEpoch = stepsPerEpoch(length, spec.batchSize);
    this.#fullPerEpoch = Math.floor(length / spec.batchSize) || 1;
    this.#rateOf = learningRateOf(spec, this.#perEpoch, position);
    this.#measuring = observer.measured && new MeasuredSteps(spec.record, this.#fullPerEpoch);
    this.#savedSeconds = position.seconds;
  }

  async run(): Promise<Ending | 'stopped'> {
    const { input, observer } = this;
    const { position } = input;
    const before = endingAt(this.#spec, position);
    // An end that a limit makes within an epoch was validated and saved, or has to be still.
    if (before && (position.ended || position.stepInEpoch === 0)) return before;
    position.ended = false;
    for (;;) {
      if ((await this.#trainEpoch()) === 'stopped') return 'stopped';
      const validation = await this.#validate();
      if (validation === 'stopped') {
        await this.#save(['stop']);
        return 'stopped';
      }
      const end = this.#endEpoch(validation);
      observer.epoch(end.row);
      await this.#takeChange();
      const ending = endingAt(this.#spec, position);
      position.ended = ending !== undefined;
      await this.#saveAfterEpoch(end, ending);
      if (ending) return ending;
      if (observer.stopRequested() || observer.stopAfterEpochRequested()) {
        if (this.#savedStep !== position.step) await this.#save(['stop']);
        return 'stopped';
      }
      this.#metrics = NO_METRICS;
    }
  }

  get #hasClasses(): boolean {
    return 'classes' in this.input.target;
  }

  get #isEpochOver(): boolean {
    const { position } = this.input;
    return position.stepInEpoch >= this.#perEpoch || limitReached(this.#spec, position) !== undefined;
  }

  /** Trains from where the epoch stands to its end, or to a limit within it. */
  async #trainEpoch(): Promise<'stopped' | undefined> {
    const { input, observer } = this;
    const { runner, source, position, split } = input;
    const { validation } = split;
    const plan = this.#planOf(position.epoch);
    const next = position.epoch + 1;
    source.plan(plan, () =>
      validation.length > 0 ? measuringPlan(runner, validation) : this.#planAhead(next),
    );
    observer.phase('training');
    while (!this.#isEpochOver) {
      await this.#call(plan.rows.length);
      await yieldToMessages();
      await this.#takeChange();
      if (observer.stopRequested()) {
        await this.#save(['stop']);
        return 'stopped';
      }
      const due = this.#isEpochOver ? [] : this.#dueWithinEpoch();
      if (due.length > 0) {
        await this.#save(due);
        observer.phase('training');
      }
    }
    this.#clock.lap('other', position.times);
    return undefined;
  }

  /** What an epoch takes. That of the next is often asked for ahead, and then again. */
  #planOf(epoch: number): BatchPlan {
    if (this.#lastPlan?.epoch !== epoch) {
      const { split, shardEnds } = this.input;
      const { seed, shuffle, batchSize } = this.#spec;
      const rows = epochOrder(split.training, seed, epoch, shuffle, shardEnds);
      this.#lastPlan = { rows, batch: batchSize, epoch };
    }
    return this.#lastPlan;
  }

  #planAhead(epoch: number): BatchPlan | undefined {
    return epoch < this.#spec.epochs ? this.#planOf(epoch) : undefined;
  }

  /** One call of the training step: as many steps as may be taken in it, and what came of them. */
  async #call(samples: number): Promise<void> {
    const { runner, position } = this.input;
    const started = performance.now();
    const wanted = this.#measuring?.wantedOf(position);
    // What reports and messages took between two calls is no wait for data.
    this.#clock.lap('other', position.times);
    const batches = await this.#nextBatches(samples, Boolean(wanted));
    this.#clock.lap('data', position.times);
    const measured = wanted && runner.trainMeasured(batches, wanted === 'norms and gradients');
    const results = measured
      ? { losses: [measured.loss], correct: [measured.correct] }
      : runner.train(batches);
    this.#clock.lap('step', position.times);
    const rows = this.#advance(batches, results, (performance.now() - started) / 1000);
    this.observer.steps(rows);
    const last = rows.at(-1);
    if (last && !Number.isFinite(last.loss)) throw new NonFiniteError('loss', last.step, last.loss);
    if (measured) {
      this.observer.measured?.(rows[0]!, measured);
      if (position.stepInEpoch === this.#fullPerEpoch) this.#lastMeasured = measured;
    }
  }

  /** What the next call takes: full batches up to whatever is due next, or the last, smaller one. */
  async #nextBatches(samples: number, isMeasured: boolean): Promise<StepBatches> {
    const { runner, source, position } = this.input;
    const { batchSize, checkpoint, stop } = this.#spec;
    const from = position.stepInEpoch * batchSize;
    const fullBatches = Math.floor((samples - from) / batchSize);
    const batch = fullBatches > 0 ? batchSize : samples - from;
    const { everySteps } = checkpoint;
    const untilSave = everySteps > 0 ? everySteps - (position.step % everySteps) : Infinity;
    const untilLimit = stop.steps > 0 ? stop.steps - position.step : Infinity;
    const fitting = Math.min(fullBatches, source.mostBatches, runner.stepsPerCall);
    const most = Math.min(fitting, untilSave, untilLimit);
    const isSingle = fullBatches === 0 || isMeasured;
    const steps = isSingle ? 1 : (this.#measuring?.ordinary(position, most) ?? most);
    const isMissing = source.isMissing(from, steps * batch);
    if (isMissing) this.observer.phase('loading data');
    const taken = await source.take(from, steps * batch);
    if (isMissing) this.observer.phase('training');
    const firstStep = position.step + 1;
    const learningRates = Array.from({ length: steps }, (_, i) => this.#rateOf(firstStep + i));
    return { ...taken, steps, batch, firstStep, learningRates };
  }

  /** Moves the position on by the steps of a call, up to the first one whose loss is no number. */
  #advance(
    { steps, batch, firstStep, learningRates }: StepBatches,
    results: Results,
    elapsed: number,
  ): StepRow[] {
    const { position } = this.input;
    const { epochSums } = position;
    const rows: StepRow[] = [];
    for (let i = 0; i < steps; i++) {
      const loss = results.losses[i]!;
      const correct = results.correct[i]!;
      if (firstStep + i === 1) position.firstLoss = loss;
      position.step++;
      position.stepInEpoch++;
      epochSums.samples += batch;
      epochSums.loss += loss * batch;
      epochSums.correct += correct;
      rows.push({
        step: position.step,
        epoch: position.epoch + position.stepInEpoch / this.#perEpoch,
        seconds: position.seconds + (elapsed * (i + 1)) / steps,
        loss,
        accuracy: this.#hasClasses ? correct / batch : NaN,
        learningRate: learningRates[i]!,
      });
      // The steps behind it were taken with what it spoiled.
      if (!Number.isFinite(loss)) break;
    }
    position.seconds += elapsed;
    position.epochSeconds += elapsed;
    position.trainSeconds += elapsed;
    return rows;
  }

  async #validate(): Promise<ValidationMetrics | 'stopped'> {
    const { input, observer } = this;
    const { runner, source, split, target, position } = input;
    const started = performance.now();
    let metrics: ValidationMetrics = NOT_VALIDATED;
    this.#classes = [];
    if (split.validation.length > 0) {
      observer.phase('validating');
      const goesOn = () => !observer.stopRequested();
      const next = position.epoch + 1;
      const measured = await measure(runner, source, target, split.validation, goesOn, {
        afterwards: () => this.#planAhead(next),
      });
      if (measured === undefined) return 'stopped';
      if (!Number.isFinite(measured.loss)) {
        throw new NonFiniteError('validation loss', position.step, measured.loss);
      }
      metrics = validationMetrics(measured);
      this.#classes = 'confusion' in measured ? classMetrics(measured.confusion) : [];
    }
    this.#clock.lap('validation', position.times);
    const seconds = (performance.now() - started) / 1000;
    position.seconds += seconds;
    position.epochSeconds += seconds;
    return metrics;
  }

  /** Sums the epoch up and moves the position on to the next. */
  #endEpoch(validation: ValidationMetrics): FinishedEpoch {
    const { position } = this.input;
    const { times } = position;
    const { samples, loss, correct } = position.epochSums;
    const row: EpochRow = {
      epoch: position.epoch + 1,
      step: position.step,
      trainLoss: loss / samples,
      trainAccuracy: this.#hasClasses ? correct / samples : null,
      ...validation,
      seconds: position.epochSeconds,
      samplesPerSecond: position.trainSeconds > 0 ? samples / position.trainSeconds : 0,
    };
    this.#metrics = { trainLoss: row.trainLoss, trainAccuracy: row.trainAccuracy, ...validation };
    const { valLoss } = validation;
    const isWhole = position.stepInEpoch === this.#perEpoch;
    if (isWhole) {
      position.epoch++;
      position.stepInEpoch = 0;
      position.epochSeconds = 0;
      position.trainSeconds = 0;
      position.epochSums = { samples: 0, loss: 0, correct: 0 };
      position.times = noTimes();
      position.early = early.afterEpoch(this.#spec.earlyStopping, position.early, row);
      if (valLoss !== null) this.#reduceOnPlateau(valLoss);
    }
    const isBest = this.#takeBest(row);
    return { row, isWhole, isBest, times };
  }

  /** Whether the epoch is the best so far; what was best by another metric does not count. */
  #takeBest({ epoch, step, ...measured }: EpochRow): boolean {
    const { position } = this.input;
    const { metric } = this.#spec.best;
    const value = measured[metric];
    const before = position.best?.metric === metric ? position.best.value : null;
    if (value === null || !isBetter(metric, value, before)) return false;
    position.best = { epoch, step, metric, value };
    return true;
  }

  #reduceOnPlateau(valLoss: number): void {
    const { position } = this.input;
    const { schedule } = this.#spec.optimizer;
    if (schedule.name !== 'reduce-on-plateau') return;
    const { factor } = position.plateau;
    position.plateau = afterEpoch(schedule, position.plateau, valLoss);
    if (position.plateau.factor >= factor) return;
    const now = Number(this.#rateOf(position.step + 1).toPrecision(4));
    const { patience } = schedule;
    this.observer.note(
      `Validation loss has not improved for ${patience} ${patience === 1 ? 'epoch' : 'epochs'}: the learning rate is ${now} from step ${position.step + 1} on.`,
    );
  }

  async #takeChange(): Promise<void> {
    const { position } = this.input;
    this.#spec = (await this.observer.changedSpec(position)) ?? this.#spec;
    this.#rateOf = learningRateOf(this.#spec, this.#perEpoch, position);
  }

  #dueWithinEpoch(): Reasons {
    const { position } = this.input;
    const { everySteps, everyMinutes } = this.#spec.checkpoint;
    const due: Reasons = [];
    if (everySteps > 0 && position.step % everySteps === 0) due.push('steps');
    const isMinutesOver = everyMinutes > 0 && position.seconds - this.#savedSeconds >= everyMinutes * 60;
    if (isMinutesOver) due.push('minutes');
    return due;
  }

  async #saveAfterEpoch(
    { row, isWhole, isBest, times }: FinishedEpoch,
    ending: Ending | undefined,
  ): Promise<void> {
    const { position } = this.input;
    const { everyEpochs, best } = this.#spec.checkpoint;
    const reasons: Reasons = [];
    if (everyEpochs > 0 && isWhole && position.epoch % everyEpochs === 0) reasons.push('epoch');
    reasons.push(...this.#dueWithinEpoch());
    if (isBest && best) reasons.push('best');
    if (ending) reasons.push('end');
    if (reasons.length > 0) await this.#save(reasons, times);
    const measured = this.#lastMeasured;
    const classes = this.#classes;
    this.observer.epochEnd?.({ epoch: row.epoch, step: row.step, times: { ...times }, measured, classes });
    this.#lastMeasured = undefined;
  }

  /** @param times of the epoch that the saving counts for */
  async #save(reasons: Reasons, times = this.input.position.times): Promise<void> {
    const { runner, position } = this.input;
    this.#clock.lap('other', times);
    const model = runner.weights();
    const optimizer = runner.optimizerState();
    const spoiled = firstNonFinite(model) ?? firstNonFinite(optimizer);
    if (spoiled) {
      const value = spoiled.values.find((one) => !Number.isFinite(one)) ?? Number.NaN;
      throw new NonFiniteError('weights', position.step, value);
    }
    this.#savedStep = position.step;
    this.#savedSeconds = position.seconds;
    this.observer.phase('saving');
    const metrics = this.#metrics;
    await this.observer.save({ model, optimizer, position: structuredClone(position), metrics, reasons });
    this.#clock.lap('checkpoint', times);
  }
}
