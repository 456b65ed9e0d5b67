import { trainedSamples, type CountedDataset } from '@shared/spec/steps';

export interface Split {
  train: number;
  validation: number;
  test: number;
}

/** How many samples train, validate and test. */
export function splitOf(dataset: CountedDataset & { testCount: number }, draft: unknown): Split {
  const train = trainedSamples(dataset, draft);
  return { train, validation: dataset.trainCount - train, test: dataset.testCount };
}
