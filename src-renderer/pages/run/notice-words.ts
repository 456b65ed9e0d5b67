import type { RunSummary } from '@shared/contract/run';
import { stepOfCheckpoint } from '@shared/checkpoint/stands-at';
import type { OnDiskFull } from '@shared/spec/checkpoint-policy';
import { whyPlainStep } from '@shared/model/step-words';
import { count, withSeparators } from '../../format/numbers';

/** One notice over a run's page. */
export interface NoticeWords {
  title: string;
  text: string;
}

/**
 * Of a run that is much slower than it could be: it stands there for as long as the run does.
 *
 * @param events the run's log, oldest first
 * @returns undefined where the step is compiled, or there is nothing to compile for
 */
export function plainStepNotice(events: readonly { text: string }[]): NoticeWords | undefined {
  const why = whyPlainStep(events);
  return why === '' ? undefined : { title: 'This run is not compiled.', text: withSeparators(why) };
}

/** Of a run that trains while its disk is full. */
export const diskFullNotice = (onDiskFull: OnDiskFull): NoticeWords => ({
  title: 'The disk is full.',
  text: `The last checkpoint could not be saved. ${
    onDiskFull === 'go-on'
      ? 'Training goes on, and the newest checkpoint is saved as soon as there is space.'
      : 'Training waits with its next checkpoint, and goes on by itself as soon as there is space.'
  }`,
});

/** Why a run is not training, and how it can go on. */
export interface EndNotice extends NoticeWords {
  /** how it can go on, unless the reason says so itself */
  rest: string;
}

const TITLES: Partial<Record<RunSummary['state'], string>> = {
  failed: 'This run failed.',
  interrupted: 'This run was interrupted.',
  paused: 'This run is paused.',
};

/** @returns undefined where there is nothing to say: it trains, or ended by all its epochs, or somebody paused it */
export function endNotice(
  run: Pick<RunSummary, 'state' | 'pausedBy' | 'reason' | 'resumableFrom'>,
): EndNotice | undefined {
  const text = withSeparators(run.reason ?? '');
  if (run.state === 'completed') return run.reason === null ? undefined : { title: '', text, rest: '' };
  const title = TITLES[run.state];
  if (title === undefined || (run.state === 'paused' && run.pausedBy === 'person')) return undefined;
  const rest = run.resumableFrom
    ? `It can go on from its last checkpoint, at step ${count(stepOfCheckpoint(run.resumableFrom))}.`
    : 'It has no checkpoint to go on from.';
  return { title, text, rest: /\bresume\b/i.test(text) ? '' : rest };
}
