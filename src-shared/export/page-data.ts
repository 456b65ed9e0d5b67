import type { TargetScale } from '../contract/checkpoint';
import type { DatasetInput, DatasetTarget } from '../contract/dataset';
import type { Layer } from '../spec/layer';
import type { Loss } from '../spec/run-spec';

/** What a page that tries a model out is told of it, beside its weights. */
export interface PageData {
  /** of the run */
  name: string;
  layers: readonly Layer[];
  inputShape: readonly number[];
  input: DatasetInput;
  target: DatasetTarget;
  loss: Loss;
  /** null where the target is classes */
  scale: TargetScale | null;
  /** the arrays, in the order in which their float32 values stand one behind the other */
  arrays: readonly { name: string; count: number }[];
  origin: {
    run: string;
    checkpoint: string;
    epoch: number;
    step: number;
    savedAt: string;
    /** on validation data, such as "validation accuracy 98.1%"; empty where nothing was validated */
    result: string;
    parameters: number;
    /** its layers in a few words */
    model: string;
  };
}
