import type { SampleArray, SampleRows } from './step-runner';

/** An array of the same kind, with room for so many numbers. */
const arrayLike = (like: SampleArray, length: number): SampleArray =>
  like instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);

function rowsOf(from: SampleArray, size: number, indices: Int32Array): SampleArray {
  const rows = arrayLike(from, indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (size === 1) rows[i] = from[index]!;
    else rows.set(from.subarray(index * size, (index + 1) * size), i * size);
  }
  return rows;
}

/**
 * Copies the samples of these indices, in their order.
 *
 * @param inputSize numbers of one sample's input
 * @param targetSize and of its target
 */
export const gather = (
  { inputs, targets }: SampleRows,
  indices: Int32Array,
  inputSize: number,
  targetSize: number,
): Pick<SampleRows, 'inputs' | 'targets'> => ({
  inputs: rowsOf(inputs, inputSize, indices),
  targets: rowsOf(targets, targetSize, indices),
});
