import { inputBytes, targetBytes, type SampleLayout } from '@shared/data/layout';
import { MOST_AHEAD_BYTES } from '@shared/data/resident';
import type { SampleArray, SampleRows } from '../../train/step-runner';

/** Memory that threads share: as many batches as are made ahead, behind one another. */
export interface Ring {
  inputs: SharedArrayBuffer;
  targets: SharedArrayBuffer;
  /** batches that it holds, and rows that each has room for */
  slots: number;
  rows: number;
}

export interface RingSize {
  /** rows of the largest batch */
  rows: number;
  /** batches that are wanted ahead */
  wanted: number;
  /** batches that may be taken at once, where memory allows it */
  atOnce: number;
}

/** A ring for batches that are made ahead, within bounds. @param layout of samples as they are taken */
export function makeRing(layout: SampleLayout, { rows, wanted, atOnce }: RingSize): Ring {
  const bytes = rows * (inputBytes(layout) + targetBytes(layout));
  // While one call uses its batches, those of the next are made.
  const slots = Math.max(1, Math.min(wanted + 2 * atOnce, Math.floor(MOST_AHEAD_BYTES / bytes)));
  return {
    inputs: new SharedArrayBuffer(slots * rows * inputBytes(layout)),
    targets: new SharedArrayBuffer(slots * rows * targetBytes(layout)),
    slots,
    rows,
  };
}

const viewOf = (buffer: SharedArrayBuffer, isBytes: boolean): SampleArray =>
  isBytes ? new Uint8Array(buffer) : new Float32Array(buffer);

/** What lies in a ring, as samples. They change all the time, so nobody may keep a copy. */
export const rowsOf = ({ inputs, targets }: Ring, { input, target }: SampleLayout): SampleRows => ({
  inputs: viewOf(inputs, input === 'uint8'),
  targets: viewOf(targets, target === 'class'),
  settled: false,
});
