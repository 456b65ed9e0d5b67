import { MOST_CLASSES } from '@shared/contract/dataset';
import type { Cell } from '../table/cell';
import type { Task } from '../table/table-target';
import type { PartArrays } from './array-parts';
import { inStep } from './in-step';
import { isText, numberReader, textReader } from './npy-elements';
import type { NpyHeader } from './npy-header';

/** How targets are read out of arrays. */
export interface TargetForm {
  names: string[];
  /** by the type of the numbers and how many different ones there are; undefined leaves it to the values */
  task: Task | undefined;
  /** rows of zeros with a single 1 for the class */
  isOneHot: boolean;
}

/** Reads the targets of one sample as cells. */
export type ReadTarget = (view: DataView, at: number) => Cell[];

const widthOf = ({ shape }: NpyHeader) => shape[1] ?? 1;

export function targetReader(header: NpyHeader, { isOneHot }: Pick<TargetForm, 'isOneHot'>): ReadTarget {
  const { type } = header;
  if (isText(type)) {
    const read = textReader(type);
    return (view, at) => [read(view, at)];
  }
  const read = numberReader(type);
  const width = widthOf(header);
  if (isOneHot) {
    return (view, at) => {
      for (let place = 0; place < width; place++)
        if (read(view, at + place * type.bytes) === 1) return [place];
      return [null];
    };
  }
  return (view, at) => Array.from({ length: width }, (_, place) => read(view, at + place * type.bytes));
}

/** Looks through all targets. Whole numbers are classes where they are not too many, and so are rows with a single 1. */
export async function targetForm(parts: readonly PartArrays[], signal?: AbortSignal): Promise<TargetForm> {
  const header = parts[0]!.targets!.header;
  const width = widthOf(header);
  if (isText(header.type)) return { names: ['target'], task: 'classification', isOneHot: false };
  let isOneHot = width > 1;
  const isWhole = parts.every(({ targets }) => targets!.header.type.kind !== 'f');
  const different = new Set<number>();
  for (const { targets } of parts) {
    const { header: its } = targets!;
    const read = numberReader(its.type);
    for await (const { count, views } of inStep([targets!], signal)) {
      const { view, at, itemBytes } = views[0]!;
      for (let item = 0; item < count; item++) {
        let ones = 0;
        for (let place = 0; place < width; place++) {
          const value = read(view, at + item * itemBytes + place * its.type.bytes);
          if (value === 1) ones++;
          else if (value !== 0) isOneHot = false;
          if (width === 1 && different.size <= MOST_CLASSES) different.add(value);
        }
        if (ones !== 1) isOneHot = false;
      }
    }
  }
  if (isOneHot) return { names: ['target'], task: 'classification', isOneHot };
  const names = width === 1 ? ['target'] : Array.from({ length: width }, (_, place) => `target ${place + 1}`);
  if (width > 1) return { names, task: 'regression', isOneHot };
  const isFew = different.size <= MOST_CLASSES;
  return { names, task: isWhole && isFew ? 'classification' : 'regression', isOneHot };
}
