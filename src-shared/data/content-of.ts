import type { DatasetSummary } from '../contract/dataset';

/** What a dataset holds, alike on each machine that has it; where that is not known, its id. */
export const contentOfDataset = (
  id: string,
  dataset: Pick<DatasetSummary, 'fingerprint'> | undefined,
): string => dataset?.fingerprint || id;
