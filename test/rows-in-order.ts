import type { SampleRows } from '../src-main/engine/train/step-runner';

/** Rows that are taken as they lie, the first `count` of them. */
export function rowsInOrder(
  { images, labels }: { images: Uint8Array; labels: Uint8Array },
  count = labels.length,
): { samples: SampleRows; indices: Int32Array } {
  const indices = Int32Array.from({ length: count }, (_, index) => index);
  return { samples: { images, labels, settled: true }, indices };
}
