import type { KeepReason } from './keep';
import type { CheckpointSummary } from '../contract/checkpoint';

const WORDS: Record<string, string> = {
  epoch: 'end of epoch',
  steps: 'every so many steps',
  minutes: 'every so many minutes',
  best: 'best so far',
  stop: 'stopped',
  end: 'end of run',
};

/** Why a checkpoint was saved, in words: "best so far, end of epoch". */
export const reasonWords = ({ reasons }: Pick<CheckpointSummary, 'reasons'>): string =>
  reasons.map((reason) => WORDS[reason] ?? reason).join(', ');

const KEPT_FOR: Record<KeepReason, string> = {
  everything: 'as all of this run',
  best: 'one of the best',
  last: 'one of the last',
  nth: 'one of every so many',
  pinned: 'pinned',
  parent: 'a run began with it',
  'in-use': 'in use',
  damaged: 'to be looked at',
};

/** Why a checkpoint stays: "pinned, one of the best". */
export const keptWords = ({ keptFor }: Pick<CheckpointSummary, 'keptFor'>): string =>
  keptFor.length === 0
    ? 'until the next one is saved'
    : keptFor
        .filter(
          (reason) =>
            reason === 'everything' ||
            !keptFor.includes('everything') ||
            reason === 'pinned' ||
            reason === 'parent',
        )
        .map((reason) => KEPT_FOR[reason])
        .join(', ');
