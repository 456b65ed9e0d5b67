import type { CheckpointDocument, TargetScale } from '@shared/contract/checkpoint';
import type { DatasetDocument, DatasetInput, DatasetTarget } from '@shared/contract/dataset';
import type { RunSpec } from '@shared/spec/run-spec';
import type { NamedArray } from '../checkpoint/safetensors';

/** A checkpoint with all that is needed to use its model elsewhere: what each format is made from. */
export interface ExportedModel {
  /** of the run, as people know it */
  name: string;
  checkpoint: CheckpointDocument;
  spec: RunSpec;
  /** of one sample, as the first layer takes it */
  inputShape: readonly number[];
  /** what the numbers of a sample are, with names of columns and categories */
  input: DatasetInput;
  /** names of classes or values */
  target: DatasetTarget;
  /** how values are scaled for training; null where the target is classes */
  scale: TargetScale | null;
  /**
   * Those that evaluations use, so the moving averages where the run keeps them; named and ordered as `modelParameters`
   * names and orders them.
   */
  weights: readonly NamedArray[];
  /** as it lies in the library; left out where it is not there any more */
  dataset?: DatasetDocument | undefined;
}

/** One file of an export. */
export interface ExportedFile {
  /** relative, such as `model.onnx`; parts are separated by "/" */
  path: string;
  bytes: Uint8Array;
}
