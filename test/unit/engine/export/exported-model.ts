import type { DatasetDocument, DatasetInput, DatasetTarget } from '@shared/contract/dataset';
import { inputShapeOf } from '@shared/data/layout';
import { modelParameters } from '@shared/model/parameters';
import { runSpecSchema } from '@shared/spec/run-spec';
import type { WrittenLayer } from '@shared/spec/layer';
import type { ExportedModel } from '../../../../src-main/engine/export/exported-model';
import { initialWeights } from '../../../../src-main/engine/model/initial-weights';

export const PICTURES: DatasetInput = { type: 'pictures', shape: [8, 8, 1] };
export const CLASSES: DatasetTarget = { type: 'classes', names: ['cat', 'dog', 'eel'] };

/** A model with the weights that it begins with. @param settings of the spec, beside its layers */
export function exportedModel(
  layers: readonly WrittenLayer[],
  settings: Record<string, unknown> = {},
  {
    input = PICTURES,
    target = CLASSES,
    validationCount = 0,
  }: { input?: DatasetInput; target?: DatasetTarget; validationCount?: number } = {},
): ExportedModel {
  const spec = runSpecSchema.parse({
    data: { dataset: 'animals' },
    model: { layers },
    optimizer: { name: 'adam', learningRate: 1e-3 },
    batchSize: 32,
    loss: target.type === 'values' ? 'mean-squared-error' : 'softmax-cross-entropy',
    ...settings,
  });
  const inputShape = inputShapeOf(input);
  const parameters = modelParameters(spec.model.layers, inputShape);
  const values = initialWeights(parameters, spec.seed);
  const split = { count: 4, shards: [{ inputs: 'inputs', targets: 'targets', count: 4 }] };
  const dataset: DatasetDocument = {
    version: 2,
    id: 'animals',
    name: 'Animals',
    source: { type: 'pictures', name: 'animals', archive: false },
    input,
    target,
    splits: { train: split, test: split },
    validationCount,
    classCounts: [],
    fingerprint: '0'.repeat(64),
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  return {
    name: 'First try',
    checkpoint: {
      version: 1,
      id: '0003-300',
      run: 'first-try',
      generation: 1,
      epoch: 3,
      step: 300,
      reasons: ['end'],
      metrics: {
        trainLoss: null,
        trainAccuracy: null,
        valLoss: null,
        valAccuracy: null,
        valMacroF1: null,
        valTop5: null,
        valMae: null,
        valRmse: null,
        valR2: null,
      },
      savedAt: '2026-01-01T00:00:00.000Z',
      files: {},
    },
    spec,
    inputShape,
    input,
    target,
    scale:
      target.type === 'values'
        ? { mean: target.names.map(() => 2), deviation: target.names.map(() => 0.5) }
        : null,
    weights: parameters.map(({ name, shape }, index) => ({ name, shape, values: values[index]! })),
    dataset,
  };
}
