import * as tf from '@tensorflow/tfjs-core';
import { outputsOf, sizeOf, type Shape } from '@shared/model/describe';
import type { ParameterInfo } from '@shared/model/parameters';
import type { RunSpec } from '@shared/spec/run-spec';
import type { NamedArray } from '../checkpoint/safetensors';
import { forward } from '../model/forward';
import { trainingMode } from '../model/forward-mode';
import type { Kernels } from '../model/kernels';
import { isAllFinite } from './finite';
import { gather } from './gather';
import { lossOf } from './losses';
import { dropoutCount, dropoutSeeds, microBatchSizes } from './step-inputs';
import { inputTensor, targetTensor } from './sample-tensors';
import type { SampleArray, StepBatches } from './step-runner';

/** The first thing in a step that is NaN or infinite. */
export type Culprit =
  | { in: 'output'; layer: number }
  /** @property sample its place in the batch */
  | { in: 'loss'; sample: number }
  | { in: 'gradient'; array: string; layer: number }
  | { in: 'update'; array: string };

export interface ExaminedModel {
  spec: RunSpec;
  inputShape: Shape;
  parameters: readonly ParameterInfo[];
  kernels: Kernels;
}

interface Part {
  inputs: SampleArray;
  targets: SampleArray;
  seeds: Int32Array;
  /** its first sample's place in the batch */
  from: number;
}

function partsOf({ spec, inputShape }: ExaminedModel, { samples, indices, batch, firstStep }: StepBatches) {
  const isClass = samples.targets instanceof Uint8Array;
  const size = sizeOf(inputShape);
  const targetSize = isClass ? 1 : outputsOf(spec, inputShape);
  const { inputs, targets } = gather(samples, indices.subarray(0, batch), size, targetSize);
  const sizes = microBatchSizes(batch, spec.microBatches);
  const seeds = dropoutSeeds(spec, sizes.length, firstStep);
  let from = 0;
  return sizes.map((count, part): Part => {
    const its = {
      inputs: inputs.subarray(from * size, (from + count) * size),
      targets: targets.subarray(from * targetSize, (from + count) * targetSize),
      seeds: seeds.subarray(2 * part * dropoutCount(spec)),
      from,
    };
    from += count;
    return its;
  });
}

function examinePart(
  { spec, parameters, kernels, inputShape }: ExaminedModel,
  weights: ReadonlyMap<string, tf.Variable>,
  part: Part,
): Culprit | undefined {
  const x = inputTensor(part.inputs, inputShape);
  const y = targetTensor(part.targets, x.shape[0]!);
  const mode = trainingMode(
    Array.from({ length: dropoutCount(spec) }, (_, index) =>
      tf.tensor1d(part.seeds.slice(2 * index, 2 * index + 2), 'int32'),
    ),
    kernels,
  );
  let found: Culprit | undefined;
  mode.watch = (layer, output) => {
    if (found === undefined && !isAllFinite(output.dataSync())) found = { in: 'output', layer };
  };
  const trained = parameters.filter((info) => info.trained);
  const { grads } = tf.variableGrads(
    () => {
      const logits = forward(spec.model.layers, weights, x, mode);
      const losses = lossOf(spec.loss, spec.labelSmoothing, logits, y);
      const sample = losses.dataSync().findIndex((loss) => !Number.isFinite(loss));
      if (found === undefined && sample >= 0) found = { in: 'loss', sample: part.from + sample };
      return tf.mean(losses) as tf.Scalar;
    },
    trained.map(({ name }) => weights.get(name)!),
  );
  tf.dispose([...mode.updates.values()]);
  if (found) return found;
  // They flow from the last layer to the first, so the last one is where it began.
  const spoiled = trained.findLast(({ name }) => !isAllFinite(grads[weights.get(name)!.name]!.dataSync()));
  return spoiled && { in: 'gradient', array: spoiled.name, layer: spoiled.layer };
}

/**
 * Takes one step again from the weights before it, op by op, and names the first thing that is NaN or infinite:
 * a layer's output, a sample's loss, or an array's gradient.
 *
 * @param model the weights before the step
 * @returns undefined when up to the gradients all is finite here
 */
export function examineStep(
  examined: ExaminedModel,
  model: readonly NamedArray[],
  batches: StepBatches,
): Culprit | undefined {
  return tf.tidy(() => {
    const values = new Map(model.map((array) => [array.name, array]));
    const weights = new Map(
      examined.parameters.map(({ name, shape }) => [
        name,
        tf.variable(tf.tensor(values.get(name)!.values, [...shape]), true),
      ]),
    );
    try {
      for (const part of partsOf(examined, batches)) {
        const culprit = examinePart(examined, weights, part);
        if (culprit) return culprit;
      }
      return undefined;
    } finally {
      // Variables outlive a tidy.
      tf.dispose([...weights.values()]);
    }
  });
}
