import { valueAt } from '@shared/spec/path';

const LABELS: Record<string, string> = {
  name: 'Name',
  'data.dataset': 'Dataset',
  'model.layers': 'Model',
  'optimizer.learningRate': 'Learning rate',
  'optimizer.beta1': 'Beta 1',
  'optimizer.beta2': 'Beta 2',
  'optimizer.epsilon': 'Epsilon',
  epochs: 'Epochs',
  batchSize: 'Batch size',
  shuffle: 'Shuffle',
  'validation.fraction': 'Validation share',
  'validation.seed': 'Split seed',
  'checkpoint.everyEpochs': 'Checkpoint every … epochs',
  'checkpoint.everySteps': 'Checkpoint every … steps',
  'checkpoint.best': 'Checkpoint when best',
  seed: 'Seed',
  backend: 'Backend',
  precision: 'Precision',
};

const LAYER_FIELDS: Record<string, string> = {
  units: 'units',
  inputs: 'expected inputs',
  activation: 'activation',
  filters: 'filters',
  kernelSize: 'kernel',
  strides: 'stride',
  padding: 'padding',
  poolSize: 'pool',
};

export const LAYER_NAMES: Record<string, string> = {
  dense: 'Dense',
  conv2d: 'Conv',
  maxPool2d: 'Max pool',
  flatten: 'Flatten',
};

/** What the form calls a field of the spec. */
export function fieldLabel(path: string, draft: unknown): string {
  const layer = /^model\.layers\.(\d+)(?:\.(\w+))?$/.exec(path);
  if (!layer) return LABELS[path] ?? path;
  const type = valueAt(draft, `model.layers.${layer[1]}.type`);
  const kind = typeof type === 'string' ? (LAYER_NAMES[type] ?? type) : 'layer';
  const field = layer[2];
  return `Layer ${Number(layer[1]) + 1} (${kind.toLowerCase()})${field ? ` ${LAYER_FIELDS[field] ?? field}` : ''}`;
}
