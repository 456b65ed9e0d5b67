import type { EpochRow } from '@shared/contract/run';
import { number, small } from '@shared/spec/check-words';
import type { TrainingPosition } from '../checkpoint/training-position';
import type { Ending } from './ending';
import { adviceWords, divergedWords } from './diverged-words';
import type { ExaminedModel } from './examine-step';
import { findBadStep, type BadStep, type KnownState } from './find-bad-step';
import { learningRateOf } from './learning-rate-of';
import { DivergedError, NonFiniteError } from './non-finite-error';
import { stepsPerEpoch, train } from './training-loop';
import type { LoopInput, LoopObserver } from './loop-input';
import { unlearnedWords } from './unlearned-words';

/** What it takes to go back. */
export interface Recovery {
  examined: ExaminedModel;
  /**
   * The state to go back to: that of the newest checkpoint that the policy saved, or of the run's start. It depends on
   * the steps taken alone.
   */
  known(): Promise<KnownState>;
  /** Keeps what is known of the step that went wrong. */
  record(bad: BadStep): Promise<void>;
}

/** What going back tells, beside what the loop does. */
export interface SafeObserver extends LoopObserver {
  /** The run goes on from this position again; the rows behind it are superseded. */
  rolledBack(position: TrainingPosition, words: string): void;
}

/**
 * Trains, and when a loss or a weight is no number any more finds the step and the layer, and does what the spec says:
 * stops, or goes back and on at a lower learning rate.
 *
 * @throws DivergedError in words when it does not go on
 */
export async function trainSafely(
  input: LoopInput,
  observer: SafeObserver,
  recovery: Recovery,
): Promise<Ending | 'stopped'> {
  let last: EpochRow | undefined;
  let now = input;
  const listening: LoopObserver = {
    ...observer,
    epoch(row) {
      last = row;
      observer.epoch(row);
    },
    async changedSpec(position) {
      const changed = await observer.changedSpec(position);
      if (changed) now = { ...now, spec: changed };
      return changed;
    },
  };
  for (;;) {
    try {
      const ended = await train(now, listening);
      const words = ended === 'stopped' ? undefined : unlearnedWords(now.spec, now.position.firstLoss, last);
      if (words) observer.note(words, 'warning');
      return ended;
    } catch (error) {
      if (!(error instanceof NonFiniteError)) throw error;
      await recover(now, observer, recovery, error);
    }
  }
}

/** @throws DivergedError */
async function recover(
  input: LoopInput,
  observer: SafeObserver,
  { examined, known, record }: Recovery,
  noticed: NonFiniteError,
): Promise<void> {
  const { spec, position, runner } = input;
  observer.phase('finding what went wrong');
  const from = await known();
  // It is the way of now that is gone again, with the learning rate of now.
  from.position.rollBacks = position.rollBacks;
  const bad = await findBadStep(input, from, noticed, examined, observer.stopRequested);
  if (bad) await record(bad);
  const what = divergedWords(spec, noticed, bad);
  const { onNonFinite } = spec;
  const { count, factor } = position.rollBacks;
  if (onNonFinite.do === 'stop') throw new DivergedError(`${what} ${adviceWords(spec, bad)}`);
  if (count >= onNonFinite.times) {
    throw new DivergedError(
      `${what} It was rolled back ${count === 1 ? 'once' : `${number(count)} times`} before, which is the most that was asked for. ${adviceWords(spec, bad)}`,
    );
  }
  Object.assign(position, structuredClone(from.position));
  position.rollBacks = { count: count + 1, factor: factor * onNonFinite.factor };
  runner.loadWeights(from.model);
  runner.loadOptimizerState(from.optimizer);
  const rate = learningRateOf(spec, stepsPerEpoch(input.split.training.length, spec.batchSize), position);
  observer.rolledBack(
    position,
    `${what} Rolled back to ${position.step === 0 ? 'the start' : `step ${number(position.step)}`} (${number(count + 1)} of at most ${number(onNonFinite.times)}): the learning rate is ${small(rate(position.step + 1))} from there on.`,
  );
}
