import type { Layer } from '@shared/spec/layer';

/** How numbers lie in a file, little-endian; `Q8` and `Q16` are whole numbers that stand for `scale` × number + `min`. */
export type NumberType = 'F64' | 'F32' | 'F16' | 'BF16' | 'Q8' | 'Q16';

export const TYPE_BYTES: Record<NumberType, number> = { F64: 8, F32: 4, F16: 2, BF16: 2, Q8: 1, Q16: 2 };

export interface ForeignArray {
  name: string;
  shape: readonly number[];
  type: NumberType;
  /** of `Q8` and `Q16` */
  scale?: number;
  min?: number;
  /** Bytes of it. @param from counted from its own first */
  read(from: number, length: number): Promise<Uint8Array>;
}

/** A model from elsewhere: its arrays, read as they are asked for. */
export interface ForeignFile {
  name: string;
  format: 'safetensors' | 'tfjs';
  arrays: ForeignArray[];
  layers: Layer[] | null;
  notes: string[];
  close(): Promise<void>;
}
