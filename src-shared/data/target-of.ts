import type { DatasetTarget } from '../contract/dataset';

/** What a run predicts; runs of older versions predict classes, and say so by their names alone. */
export const targetOf = ({
  target,
  classes,
}: {
  target: DatasetTarget | null;
  classes: string[];
}): DatasetTarget => target ?? { type: 'classes', names: classes };
