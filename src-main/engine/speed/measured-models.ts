import type { Precision } from '@shared/contract/backend';
import type { ModelKind } from '@shared/contract/speed';
import type { Shape } from '@shared/model/describe';
import { presets, type PresetId } from '@shared/spec/presets';
import type { RunSpec } from '@shared/spec/run-spec';
import type { SampleRows, StepBatches } from '../train/step-runner';

const CLASSES = Array.from({ length: 10 }, (_, label) => `class ${label}`);

/** A residual network takes much memory and time a step: a part of its preset's batch tells as much. */
const MODELS: Record<ModelKind, { preset: PresetId; shape: Shape; batch: number }> = {
  dense: { preset: 'mlp', shape: [28, 28, 1], batch: 128 },
  convolutional: { preset: 'cnn', shape: [28, 28, 1], batch: 64 },
  residual: { preset: 'resnet', shape: [32, 32, 3], batch: 32 },
};

/** A byte that looks like chance: the golden ratio's multiples, modulo 1 (Knuth, vol. 3, 6.4). */
const scattered = (index: number): number => Math.imul(index, 0x9e3779b1) >>> 24;

export interface MeasuredModel {
  spec: RunSpec;
  inputShape: Shape;
  /** Made-up bytes for some steps: how fast a step is does not depend on what it learns. */
  batches(steps: number, firstStep: number): StepBatches;
}

/** The model that stands for a kind. */
export function measuredModel(kind: ModelKind, precision: Precision): MeasuredModel {
  const { preset, shape, batch } = MODELS[kind];
  const spec: RunSpec = {
    ...presets[preset].spec({ id: 'made-up', classes: CLASSES }),
    batchSize: batch,
    precision,
  };
  const { learningRate } = spec.optimizer;
  const size = shape.reduce((product, length) => product * length, batch);
  const samples: SampleRows = {
    inputs: Uint8Array.from({ length: size }, (_, i) => scattered(i)),
    targets: Uint8Array.from({ length: batch }, (_, i) => scattered(i) % CLASSES.length),
    settled: true,
  };
  return {
    spec,
    inputShape: shape,
    batches: (steps, firstStep) => ({
      steps,
      batch,
      samples,
      indices: Int32Array.from({ length: steps * batch }, (_, i) => i % batch),
      firstStep,
      learningRates: Array.from({ length: steps }, () => learningRate),
    }),
  };
}
