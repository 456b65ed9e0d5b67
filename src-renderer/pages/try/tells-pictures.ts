import type { RunSummary } from '@shared/contract/run';

/** Whether a run's model puts pictures into classes, so that it can be tried out by drawing. */
export const tellsPictures = ({ inputShape, classes }: Pick<RunSummary, 'inputShape' | 'classes'>): boolean =>
  inputShape.length === 3 && classes.length > 0;
