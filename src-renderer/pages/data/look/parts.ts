import type { DatasetSummary } from '@shared/contract/dataset';

export type PartName = 'train' | 'validation' | 'test';

/** A part of a dataset, and where its samples lie: a given validation part is the end of the training part's files. */
export interface Part {
  name: PartName;
  label: string;
  split: 'train' | 'test';
  from: number;
  count: number;
}

/** The parts of a dataset that hold anything, and the training part in any case. */
export function partsOf({
  trainCount,
  validationCount,
  testCount,
}: Pick<DatasetSummary, 'trainCount' | 'validationCount' | 'testCount'>): Part[] {
  const trained = trainCount - validationCount;
  const all: Part[] = [
    { name: 'train', label: 'Train', split: 'train', from: 0, count: trained },
    { name: 'validation', label: 'Validation', split: 'train', from: trained, count: validationCount },
    { name: 'test', label: 'Test', split: 'test', from: 0, count: testCount },
  ];
  return all.filter(({ name, count }) => name === 'train' || count > 0);
}

/** Samples in the order in which they are shown. */
export interface Places {
  count: number;
  /** the place in the files of its split of the one that is shown as number `index` */
  at: (index: number) => number;
}

/** All samples of a part, or those of one class. @param labels of all samples of the part's split */
export function placesOf(part: Part, label: number | undefined, labels: Uint8Array | undefined): Places {
  if (label === undefined || !labels) return { count: part.count, at: (index) => part.from + index };
  const found = new Uint32Array(part.count);
  let count = 0;
  for (let at = part.from; at < Math.min(labels.length, part.from + part.count); at++) {
    if (labels[at] === label) found[count++] = at;
  }
  return { count, at: (index) => found[index]! };
}

/** How many of a part's samples have each class. */
export function countClasses(part: Part, labels: Uint8Array, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  const end = Math.min(labels.length, part.from + part.count);
  for (let at = part.from; at < end; at++) {
    const label = labels[at]!;
    if (label < classes) counts[label]!++;
  }
  return counts;
}

/** At most so many places, evenly taken. */
export function evenlyTaken({ count, at }: Places, most: number): number[] {
  const wanted = Math.min(count, most);
  return Array.from({ length: wanted }, (_, index) => at(Math.floor((index * count) / wanted)));
}
