import type { ListedSweep, SweepTrial } from '@shared/contract/sweep';
import type { ListedRun, RunState } from '@shared/contract/run';
import { isLoss } from '@shared/spec/stopping';
import type { Budget } from '@shared/sweep/sweep-spec';
import { counted } from '@shared/sweep/sweep-words';
import { stateWords } from '../../format/run';

export const phaseWords = ({ phase, waitsForWord, reason }: ListedSweep): string => {
  if (waitsForWord) return 'Waits to go on';
  if (phase === 'paused') return reason === null ? 'Paused' : 'Paused itself';
  return { running: 'Running', stopped: 'Stopped', done: 'Done' }[phase];
};

/** The mark of a run in the state that is most like a sweep's. */
export const phaseMark = ({ phase, waitsForWord }: ListedSweep): RunState =>
  waitsForWord
    ? 'interrupted'
    : ({ running: 'running', paused: 'paused', stopped: 'stopped', done: 'completed' } as const)[phase];

/** States of the run of a trial that has not ended, in which it does not train. */
const STANDS: readonly RunState[] = ['queued', 'starting', 'paused', 'interrupted'];

/** @param run its run, where that is known */
export const trialMark = ({ end }: SweepTrial, run: ListedRun | undefined): RunState =>
  end === null
    ? run && STANDS.includes(run.state)
      ? run.state
      : 'running'
    : (
        {
          completed: 'completed',
          cut: 'stopped',
          stopped: 'stopped',
          failed: 'failed',
          gone: 'stopped',
        } as const
      )[end];

/** @param run its run, where that is known */
export const trialWords = ({ end, epoch }: SweepTrial, run: ListedRun | undefined): string =>
  end === null
    ? run && STANDS.includes(run.state)
      ? stateWords(run)
      : 'Under way'
    : {
        completed: 'Completed',
        cut: `Stopped at epoch ${epoch}`,
        stopped: 'Stopped',
        failed: 'Failed',
        gone: 'Discarded',
      }[end];

/** "30 minutes, 100 epochs": what ends a sweep beside the number of its trials; empty where nothing does. */
export function limitWords({ minutes, epochs }: Budget): string {
  const parts = [
    minutes !== undefined && counted(minutes, 'minute'),
    epochs !== undefined && counted(epochs, 'epoch'),
  ];
  return parts.filter((part) => part !== false).join(', ');
}

/** How much of its budget is used, from 0 to 1: of whichever is used up first. */
export function shareDone({ phase, count, budget, used }: ListedSweep): number {
  if (phase === 'done') return 1;
  const ended = count.begun - count.open;
  return Math.min(
    1,
    Math.max(
      count.most ? ended / count.most : 0,
      budget.minutes ? used.seconds / 60 / budget.minutes : 0,
      budget.epochs ? used.epochs / budget.epochs : 0,
    ),
  );
}

/** Higher is better. */
export const scoreOf = (metric: ListedSweep['metric'], value: number): number =>
  isLoss(metric) ? -value : value;
