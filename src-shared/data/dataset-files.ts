import type { DatasetDocument } from '../contract/dataset';
import { inputBytes, layoutOf, targetBytes } from './layout';

/** Groups and rows are int32. */
const INDEX_BYTES = 4;

export interface DatasetFile {
  name: string;
  bytes: number;
}

/** The files of samples that a dataset's document names, and how long each is when it is whole. */
export function datasetFiles(document: DatasetDocument): DatasetFile[] {
  const layout = layoutOf(document);
  const shards = [...document.splits.train.shards, ...document.splits.test.shards];
  return shards.flatMap(({ inputs, targets, groups, rows, count }) => [
    { name: inputs, bytes: count * inputBytes(layout) },
    { name: targets, bytes: count * targetBytes(layout) },
    ...[groups, rows].flatMap((name) => (name === undefined ? [] : [{ name, bytes: count * INDEX_BYTES }])),
  ]);
}
