import { stepOfCheckpoint } from '@shared/checkpoint/stands-at';
import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { Evaluation, EvaluationSplit } from '@shared/contract/evaluation';
import { count } from '../../format/numbers';

const PARTS: Record<EvaluationSplit, string> = {
  test: 'test part',
  validation: 'validation part',
  train: 'training part',
};
export const partWords = (split: EvaluationSplit): string => PARTS[split];

/** "epoch 8, best"; of a checkpoint that is gone, the step that stands in its id. */
export function checkpointWords(checkpoint: CheckpointSummary | undefined, id: string): string {
  if (!checkpoint) return `step ${count(stepOfCheckpoint(id))}`;
  return `epoch ${checkpoint.epoch}${checkpoint.best ? ', best' : ''}`;
}

/** "epoch 8, best, on Digits, test part" */
export const evaluationWords = (one: Evaluation, checkpoint: CheckpointSummary | undefined): string =>
  `${checkpointWords(checkpoint, one.checkpoint)}, on ${one.datasetName}, ${partWords(one.split)}`;
