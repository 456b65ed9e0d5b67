import type { DatasetInput, DatasetTarget } from '@shared/contract/dataset';

/** A checkpoint that is served. */
export interface ServedModel {
  /** of its run */
  name: string;
  run: string;
  checkpoint: string;
  input: DatasetInput;
  target: DatasetTarget;
  /** Answers of samples, whose inputs stand one after the other. @throws TooBusy */
  ask(bytes: Uint8Array<ArrayBuffer>, rows: number): Promise<Float32Array>;
  /** Pixels of a picture's file. @throws HttpRefusal when it cannot be read */
  prepare(file: Uint8Array<ArrayBuffer>, field: string): Promise<Uint8Array<ArrayBuffer>>;
}
