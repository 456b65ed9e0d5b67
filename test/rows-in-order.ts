import type { SampleRows } from '../src-main/engine/train/step-runner';

/** Rows that are taken as they lie, the first `count` of them. */
export function rowsInOrder(
  { inputs, targets }: Pick<SampleRows, 'inputs' | 'targets'>,
  count = targets.length,
): { samples: SampleRows; indices: Int32Array } {
  const indices = Int32Array.from({ length: count }, (_, index) => index);
  return { samples: { inputs, targets, settled: true }, indices };
}
