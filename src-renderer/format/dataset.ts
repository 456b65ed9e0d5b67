import type { DatasetSummary } from '@shared/contract/dataset';
import { count } from './numbers';

/** "28 × 28 grey pictures in 10 classes" */
export function pictureWords({ shape, classes }: Pick<DatasetSummary, 'shape' | 'classes'>): string {
  return `${sizeWords(shape)} pictures in ${classes.length} classes`;
}

/** "28 × 28 grey" */
export function sizeWords(shape: readonly number[]): string {
  const [height, width, channels] = shape;
  return `${height} × ${width} ${channels === 1 ? 'grey' : 'colour'}`;
}

export interface ClassBalance {
  isEven: boolean;
  words: string;
}

/** Whether the classes are about as large as one another; undefined while that is not known. */
export function classBalance({
  classes,
  classCounts,
}: Pick<DatasetSummary, 'classes' | 'classCounts'>): ClassBalance | undefined {
  if (classCounts.length === 0) return undefined;
  const [least, most] = [Math.min(...classCounts), Math.max(...classCounts)];
  if (most === 0) return undefined;
  if (least === most) return { isEven: true, words: `even, ${count(least)} each` };
  if (least / most >= 0.75) return { isEven: true, words: `${count(least)} to ${count(most)} each` };
  const [rarest, commonest] = [classes[classCounts.indexOf(least)], classes[classCounts.indexOf(most)]];
  if (least === 0) return { isEven: false, words: `no samples of ${rarest}` };
  return { isEven: false, words: `${rarest} has 1 for ${(most / least).toFixed(1)} of ${commonest}` };
}
