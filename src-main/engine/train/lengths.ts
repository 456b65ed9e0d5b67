import type { ArrayLengths } from './step-runner';

/** @param squares sums of squares: of the gradients of all arrays, then of all weights, then of all changes */
export function lengthsOf(names: readonly string[], squares: ArrayLike<number>): ArrayLengths[] {
  const at = (block: number, index: number) => Math.sqrt(squares[block * names.length + index]!);
  return names.map((name, index) => ({
    name,
    gradient: at(0, index),
    weight: at(1, index),
    update: at(2, index),
  }));
}
