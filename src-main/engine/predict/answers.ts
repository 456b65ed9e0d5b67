import type { DatasetTarget } from '@shared/contract/dataset';
import { answerLength } from '@shared/inference/answers';
import { likelihoods, predictedClass } from '@shared/metrics/likelihoods';
import type { Loss } from '@shared/spec/run-spec';
import type { SampleArray } from '../train/step-runner';
import type { LoadedModel } from './loaded-models';

/** What models are asked about. */
export interface Asked {
  target: DatasetTarget;
  loss: Loss;
  /** numbers of one sample's input */
  size: number;
}

/**
 * What a model makes of samples: for each how likely each class is and which it takes it for, or each value in its own
 * unit, as `answersIn` takes them apart.
 *
 * @param inputs of whole samples, one after the other
 */
export function answersOf(
  { runner, scale }: LoadedModel,
  inputs: SampleArray,
  { target, loss, size }: Asked,
): Float32Array<ArrayBuffer> {
  const rows = inputs.length / size;
  const width = target.names.length;
  // Nothing is compared with them: the loss that comes along is of no use.
  const targets = target.type === 'classes' ? new Uint8Array(rows) : new Float32Array(rows * width);
  const length = answerLength(target);
  const answers = new Float32Array(rows * length);
  for (let from = 0; from < rows; from += runner.forwardBatch) {
    const count = Math.min(runner.forwardBatch, rows - from);
    const indices = Int32Array.from({ length: count }, (_, index) => from + index);
    const { outputs } = runner.forward({ inputs, targets, settled: false }, indices);
    for (let row = 0; row < count; row++) {
      const its = outputs.subarray(row * width, (row + 1) * width);
      const answer =
        target.type === 'classes'
          ? [...likelihoods(loss, [...its]), predictedClass([...its])]
          : inUnits(its, scale);
      answers.set(answer, (from + row) * length);
    }
  }
  return answers;
}

const inUnits = (outputs: Float32Array, scale: LoadedModel['scale']): Float32Array =>
  scale === null
    ? outputs
    : outputs.map((output, value) => output * scale.deviation[value]! + scale.mean[value]!);
