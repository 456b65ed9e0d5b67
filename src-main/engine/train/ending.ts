import { hasWaitedEnough } from '@shared/schedule/early-stopping';
import type { RunSpec } from '@shared/spec/run-spec';
import { MONITOR_NAMES } from '@shared/spec/stopping';
import type { TrainingPosition } from '../checkpoint/training-position';

/** What a run came to its end by. */
export type Ending = 'epochs' | 'steps' | 'minutes' | 'early';

/** The limit that holds even in the middle of an epoch; undefined while there is none, or it is not reached. */
export function limitReached({ stop }: RunSpec, position: TrainingPosition): Ending | undefined {
  if (stop.steps > 0 && position.step >= stop.steps) return 'steps';
  if (stop.minutes > 0 && position.seconds - position.secondsBefore >= 60 * stop.minutes) return 'minutes';
  return undefined;
}

/** What ends the run at its position; undefined where it is to go on. */
export function endingAt(spec: RunSpec, position: TrainingPosition): Ending | undefined {
  if (position.epoch >= spec.epochs) return 'epochs';
  if (hasWaitedEnough(spec.earlyStopping, position.early)) return 'early';
  return limitReached(spec, position);
}

const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** Why a run ended before its epochs were done, in a sentence; null when they are. */
export function endingWords(
  ending: Ending,
  spec: RunSpec,
  { epoch, step, early }: TrainingPosition,
): string | null {
  const { stop, earlyStopping } = spec;
  switch (ending) {
    case 'epochs':
      return null;
    case 'steps':
      return `Ended after ${counted(step, 'step')}, the limit that was set.`;
    case 'minutes':
      return `Ended at step ${step}, after ${counted(stop.minutes, 'minute')} of training, the limit that was set.`;
    case 'early': {
      const name = MONITOR_NAMES[earlyStopping.monitor];
      const { minDelta } = earlyStopping;
      const waited = counted(early.epochsWithout, 'epoch');
      const start = `Stopped early at epoch ${epoch}: ${name} had not improved`;
      if (early.best === null) return `${start} for ${waited}; it was never a number.`;
      // A later one may be better by less.
      if (minDelta > 0)
        return `${start} by more than ${minDelta} for ${waited}, since epoch ${early.bestEpoch}.`;
      return `${start} for ${waited}; best was epoch ${early.bestEpoch}.`;
    }
  }
}
