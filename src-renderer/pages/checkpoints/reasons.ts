import type { CheckpointSummary } from '@shared/contract/checkpoint';

const WORDS: Record<string, string> = {
  epoch: 'end of epoch',
  steps: 'every so many steps',
  best: 'best so far',
  stop: 'stopped',
  end: 'end of run',
};

/** Why a checkpoint was saved, in words: "best so far, end of epoch". */
export const reasonWords = ({ reasons }: Pick<CheckpointSummary, 'reasons'>): string =>
  reasons.map((reason) => WORDS[reason] ?? reason).join(', ');
