import { POOR_END_MEANS, poorEndWord } from '../advice/poor-end';
import type { RunState, RunSummary } from '../contract/run';
import { loss } from '../format/numbers';

/** Of which runs a person wants to be told when they end. */
export type NotifyChoice = 'all' | 'failed' | 'none';

export interface Ending {
  /** the route of the page that tells more */
  page: string;
  title: string;
  body: string;
  /** whether it ended otherwise than it was meant to */
  isBad: boolean;
}

type Ended = Pick<RunSummary, 'id' | 'name' | 'state' | 'reason' | 'pausedBy' | 'best' | 'poorEnd' | 'sweep'>;

export const isUnderWay = (state: RunState): boolean => state === 'starting' || state === 'running';

function resultWords({ best }: Ended): string {
  if (!best) return 'It was not validated.';
  const measures = [
    best.valLoss === null ? '' : `validation loss ${loss(best.valLoss)}`,
    best.valAccuracy === null ? '' : `accuracy ${(best.valAccuracy * 100).toFixed(2)}%`,
    best.valR2 === null ? '' : `R² ${best.valR2.toFixed(4)}`,
  ].filter(Boolean);
  return measures.length === 0
    ? `Its best epoch is ${best.epoch}.`
    : `Best at epoch ${best.epoch}: ${measures.join(', ')}.`;
}

/**
 * What there is to tell of a run that was under way and is no more. Nothing of one that somebody stopped or paused: they
 * know; and of the trials of a sweep only what interrupted them, as there are many and the sweep's page tells.
 *
 * @param before the state in which it was last seen, if it was
 */
export function runEnding(before: RunState | undefined, run: Ended): Ending | undefined {
  if (before === undefined || !isUnderWay(before) || isUnderWay(run.state)) return undefined;
  if (run.sweep && run.state !== 'interrupted' && run.state !== 'paused') return undefined;
  const tell = (what: string, body: string, isBad: boolean) => ({
    page: `/runs/${run.id}`,
    title: `${run.name} ${what}`,
    body,
    isBad,
  });
  switch (run.state) {
    case 'completed':
      if (run.poorEnd !== null) {
        return tell(`is done, and ${poorEndWord(run)}`, POOR_END_MEANS[run.poorEnd], true);
      }
      return tell('is done', [run.reason, resultWords(run)].filter(Boolean).join(' '), false);
    case 'failed':
      return tell('failed', run.reason ?? 'Its page says more.', true);
    case 'interrupted':
      return tell('was interrupted', run.reason ?? 'It can go on from its last checkpoint.', true);
    case 'stopped':
      return run.reason === null ? undefined : tell('was stopped', run.reason, true);
    case 'paused':
      return run.pausedBy === 'battery'
        ? tell('is paused', 'The machine runs on its battery. It goes on when it is plugged in.', false)
        : undefined;
    default:
      return undefined;
  }
}

/** Whether a person wants to hear of it. */
export const isWanted = (ending: Ending, choice: NotifyChoice): boolean =>
  choice === 'all' || (choice === 'failed' && ending.isBad);
