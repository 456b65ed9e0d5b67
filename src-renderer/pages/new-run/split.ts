import { trainedSamples } from '@shared/spec/steps';

export interface Split {
  train: number;
  validation: number;
  test: number;
}

/** How many samples train, validate and test. The engine splits class by class, so this may be off by one a class. */
export function splitOf(dataset: { trainCount: number; testCount: number }, fraction: unknown): Split {
  const share = typeof fraction === 'number' && fraction >= 0 && fraction <= 0.9 ? fraction : 0;
  const train = trainedSamples(dataset.trainCount, share);
  return { train, validation: dataset.trainCount - train, test: dataset.testCount };
}
