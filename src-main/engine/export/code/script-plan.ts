import { layoutOf, type SampleLayout } from '@shared/data/layout';
import { modelParameters, type ParameterInfo } from '@shared/model/parameters';
import { changesPictures } from '@shared/spec/augment';
import type { LayerType } from '@shared/spec/layer';
import type { RunSpec } from '@shared/spec/run-spec';
import type { ExportedModel } from '../exported-model';
import { namedLayers, type NamedLayer } from './named-layers';

/** What the parts of a script go by: the model, and which of all that Trainyard can do this run did. */
export interface ScriptPlan {
  model: ExportedModel;
  spec: RunSpec;
  layers: NamedLayer[];
  parameters: ParameterInfo[];
  layout: SampleLayout;
  hasClasses: boolean;
  /** what the model says of a sample */
  outputs: number;
  dropouts: number;
  /** batch norms that follow the batch while training */
  hasBatchNorm: boolean;
  hasNormalization: boolean;
  changesPictures: boolean;
  mixes: boolean;
  /** targets come as how likely each class is, not as classes */
  softTargets: boolean;
  parts: boolean;
  averages: boolean;
  /** attributes of the layers that stay as they are */
  frozen: string[];
  /** What is not known of the dataset is taken to be so. */
  dataset: { hasGroups: boolean; givesValidation: boolean | undefined; isDrawn: boolean | undefined };
  /** whether anything is held back, or given, to validate on */
  validates: boolean;
  has(type: LayerType): boolean;
}

export function scriptPlan(model: ExportedModel): ScriptPlan {
  const { spec, inputShape, dataset } = model;
  const layers = namedLayers(spec.model.layers, inputShape);
  const has = (type: LayerType) => layers.some(({ layer }) => layer.type === type);
  const hasClasses = model.target.type === 'classes';
  const mixes = spec.augment.mixup > 0;
  const givesValidation = dataset && dataset.validationCount > 0;
  const { folds, fraction } = spec.validation;
  return {
    model,
    spec,
    layers,
    parameters: modelParameters(spec.model.layers, inputShape),
    layout: layoutOf(model),
    hasClasses,
    outputs: model.target.names.length,
    dropouts: layers.filter(({ layer }) => layer.type === 'dropout').length,
    hasBatchNorm: layers.some(
      ({ layer, frozen }) => !frozen && (layer.type === 'batchNorm' || layer.type === 'residualBlock'),
    ),
    hasNormalization: has('normalization'),
    changesPictures: changesPictures(spec.augment),
    mixes,
    softTargets: hasClasses && (mixes || spec.loss !== 'softmax-cross-entropy'),
    parts: spec.microBatches > 1,
    averages: spec.ema > 0,
    frozen: layers.flatMap(({ frozen, attribute }) => (frozen && attribute !== '' ? [attribute] : [])),
    dataset: {
      hasGroups:
        dataset === undefined || dataset.splits.train.shards.some(({ groups }) => groups !== undefined),
      givesValidation,
      isDrawn: dataset && dataset.source.type === 'drawn-digits',
    },
    validates: givesValidation !== false || folds > 0 || fraction > 0,
    has,
  };
}
