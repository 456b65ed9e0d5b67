import { setImmediate as yieldToMessages } from 'node:timers/promises';
import type { CheckpointMetrics } from '@shared/contract/checkpoint';
import { noTimes, type EpochTimes } from '@shared/contract/recorded';
import type { EpochRow } from '@shared/contract/run';
import { classMetrics, type ClassMetrics } from '@shared/metrics/classification';
import * as early from '@shared/schedule/early-stopping';
import { afterEpoch } from '@shared/schedule/plateau';
import type { RunSpec } from '@shared/spec/run-spec';
import { isBetter } from '@shared/spec/stopping';
import { epochOrder } from '../data/batch-order';
import type { BatchPlan } from '../data/batches/batch-source';
import { measure, measuringPlan } from '../evaluate/measure';
import { advancePosition } from './advance-position';
import { dueWithinEpoch, type SaveReasons } from './checkpoint-due';
import { endingAt, limitReached, type Ending } from './ending';
import { EpochClock } from './epoch-clock';
import { firstNonFinite } from './finite';
import { learningRateOf } from './learning-rate-of';
import type { LoopInput, LoopObserver } from './loop-input';
import { MeasuredSteps } from './measured-steps';
import { NonFiniteError } from './non-finite-error';
import type { MeasuredStep, StepBatches } from './step-runner';
import { NOT_VALIDATED, validationMetrics, type ValidationMetrics } from './validation-metrics';

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
    const elapsed = (performance.now() - started) / 1000;
    const rows = advancePosition(position, batches, results, elapsed, {
      perEpoch: this.#perEpoch,
      hasClasses: this.#hasClasses,
    });
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
    // Of a run that goes on with fewer samples or larger batches more may be done of it than there is now.
    const isWhole = position.stepInEpoch >= this.#perEpoch;
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

  #dueWithinEpoch(): SaveReasons {
    return dueWithinEpoch(this.#spec.checkpoint, this.input.position, this.#savedSeconds);
  }

  async #saveAfterEpoch(
    { row, isWhole, isBest, times }: FinishedEpoch,
    ending: Ending | undefined,
  ): Promise<void> {
    const { position } = this.input;
    const { everyEpochs, best } = this.#spec.checkpoint;
    const reasons: SaveReasons = [];
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
  async #save(reasons: SaveReasons, times = this.input.position.times): Promise<void> {
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
