import type { DatasetInput, DatasetTarget } from '@shared/contract/dataset';
import type { Answer } from '@shared/inference/answers';

/** A checkpoint that is served. */
export interface ServedModel {
  /** of its run */
  name: string;
  run: string;
  checkpoint: string;
  input: DatasetInput;
  /** whether it fills in what is missing in a row */
  fillsGaps: boolean;
  target: DatasetTarget;
  /** names under which rows may say what they are called; their predictions say it again */
  idNames: readonly string[];
  /** Answers of samples, whose inputs stand one after the other. @throws TooBusy */
  ask(bytes: Uint8Array<ArrayBuffer>, rows: number): Promise<readonly Answer[]>;
  /** The answer of a picture's file, or why it cannot be read, in a sentence. @throws TooBusy */
  askFile(file: Uint8Array<ArrayBuffer>): Promise<Answer | { problem: string }>;
}
