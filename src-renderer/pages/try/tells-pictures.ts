import type { ListedRun } from '@shared/contract/run';

/** Whether a run's model puts pictures into classes, so that it can be tried out by drawing. */
export const tellsPictures = ({ inputShape, target }: Pick<ListedRun, 'inputShape' | 'target'>): boolean =>
  inputShape.length === 3 && target.type === 'classes';
