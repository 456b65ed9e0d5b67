import { describeModel, type Shape } from '@shared/model/describe';
import type { RunSpec } from '@shared/spec/run-spec';

/**
 * Floating-point operations that one call may take, and how many steps at most. Eight steps of the MLP and
 * four of the CNN a call were measured to be 10 to 20 % faster than one; more gained nothing and take longer
 * to get ready.
 */
const FLOPS_PER_CALL = 7e9;
export const MOST_STEPS_PER_CALL = 8;

/** A call blocks its thread, and with it stop, pause and reports. */
const CALL_MILLISECONDS = 45;
/** A larger call has to fit with this share of the time to spare, so that sizes do not flap. */
const ROOM = 0.8;
/** Calls that the estimate is made of. */
const RECENT = 4;

/** The sizes of calls up to `most` steps: 1, 2, 4, … */
export function callSizes(most: number): number[] {
  const sizes = [1];
  while (sizes.at(-1)! * 2 <= most) sizes.push(sizes.at(-1)! * 2);
  return sizes;
}

/** How many steps of a run a call may take. A step costs about three forward passes: one forward, two for the gradients. */
export function mostStepsPerCall(spec: RunSpec, inputShape: Shape): number {
  const stepFlops = 3 * describeModel(spec.model.layers, inputShape).flops * spec.batchSize;
  return callSizes(Math.min(MOST_STEPS_PER_CALL, FLOPS_PER_CALL / Math.max(stepFlops, 1))).at(-1)!;
}

/**
 * How many steps a call takes, so that it stays under 50 ms: half as many after a call that took longer, more again when
 * the calls of late leave room for them. It begins with one. Nothing but the time depends on it: the steps are the same.
 */
export class StepsPerCall {
  readonly #sizes: readonly number[];
  #place = 0;
  /** milliseconds of a step, of the last calls */
  #recent: number[] = [];

  /** @param most steps that a call may take however quick they are */
  constructor(most: number) {
    this.#sizes = callSizes(most);
  }

  get now(): number {
    return this.#sizes[this.#place]!;
  }

  /** Takes note of a call, unless it was the first of its size: TensorFlow gets ready in that one. */
  took(steps: number, milliseconds: number): void {
    if (steps >= this.now && milliseconds > CALL_MILLISECONDS && this.#place > 0) {
      this.#place--;
      this.#recent = [];
      return;
    }
    this.#recent = [...this.#recent.slice(1 - RECENT), milliseconds / steps];
    if (this.#recent.length < RECENT) return;
    // One slow call among them, when others want the processor, says little.
    const usual = this.#recent.toSorted((a, b) => a - b)[RECENT / 2]!;
    const fitting = this.#sizes.findLastIndex((size) => size * usual <= ROOM * CALL_MILLISECONDS);
    if (fitting <= this.#place) return;
    this.#place = fitting;
    this.#recent = [];
  }
}
