import type { EpochRow, RunPhase, RunProgress } from '@shared/contract/run';
import type { RunSpec } from '@shared/spec/run-spec';
import type { TrainingPosition } from '../checkpoint/training-position';
import { lastStepOf } from './last-step-of';
import type { StepRow } from './loop-input';

/** Speed is taken over about this many milliseconds. */
const WINDOW = 1500;

/** Turns what the loop does into what people want to know: how far, how fast, how long still. */
export class ProgressMeter {
  phase: RunPhase = 'loading data';
  /** whether a checkpoint waits for space */
  isDiskFull = false;
  #lastReport = -Infinity;
  #step: number;
  #epoch: number;
  /** when how many steps were done: the last second or so */
  #marks: { at: number; step: number }[] = [];
  #secondsPerEpoch: number | null = null;
  #secondsPerStep: number | null = null;
  /** that count for a limit in minutes */
  #seconds: number;

  constructor(
    public spec: RunSpec,
    readonly stepsPerEpoch: number,
    readonly position: TrainingPosition,
  ) {
    this.#step = position.step;
    this.#epoch = position.epoch;
    this.#seconds = position.seconds - position.secondsBefore;
  }

  steps(rows: readonly StepRow[], position: TrainingPosition): void {
    this.#step = position.step;
    this.#epoch = position.epoch;
    this.#seconds = position.seconds - position.secondsBefore;
    if (position.stepInEpoch > 0) this.#secondsPerStep = position.trainSeconds / position.stepInEpoch;
    const now = performance.now();
    this.#marks.push({ at: now, step: position.step });
    while (this.#marks.length > 2 && now - this.#marks[0]!.at > WINDOW) this.#marks.shift();
  }

  /** It went back, and goes on from there. */
  wentBack(position: TrainingPosition): void {
    this.#step = position.step;
    this.#epoch = position.epoch;
    this.#marks = [];
  }

  epochDone(row: EpochRow): void {
    this.#epoch = row.epoch;
    this.#secondsPerEpoch = row.seconds;
    // What was measured before a validation says nothing about the steps after it.
    this.#marks = [];
  }

  /** The progress now, or undefined when the last one is younger than `every` milliseconds. */
  take(force: boolean, every: number): RunProgress | undefined {
    const now = performance.now();
    if (!force && now - this.#lastReport < every) return undefined;
    this.#lastReport = now;
    const { epochs, batchSize } = this.spec;
    const { factor } = this.position.rollBacks;
    const totalSteps = lastStepOf(this.spec, this.stepsPerEpoch, this.position);
    return {
      phase: this.phase,
      isDiskFull: this.isDiskFull,
      epoch: Math.min(this.#epoch + 1, epochs),
      epochs,
      step: this.#step,
      totalSteps,
      stepsPerEpoch: this.stepsPerEpoch,
      samplesPerSecond: this.#speed(batchSize),
      secondsLeft: this.#secondsLeft(totalSteps - this.#step),
      ...(factor < 1 && { rolledBackShare: factor }),
    };
  }

  #speed(batchSize: number): number | null {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.at <= first.at) return null;
    return ((last.step - first.step) * batchSize * 1000) / (last.at - first.at);
  }

  /** A whole epoch knows its validation; before the first one has ended only the steps are known. */
  #secondsLeft(steps: number): number | null {
    const { minutes } = this.spec.stop;
    const limit = minutes > 0 ? Math.max(0, 60 * minutes - this.#seconds) : Infinity;
    if (this.#secondsPerEpoch !== null) {
      return Math.min(limit, (steps * this.#secondsPerEpoch) / this.stepsPerEpoch);
    }
    if (this.#secondsPerStep !== null) return Math.min(limit, steps * this.#secondsPerStep);
    return null;
  }
}
