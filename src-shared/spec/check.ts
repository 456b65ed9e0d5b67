import type { DatasetSummary } from '../contract/dataset';
import { describeModel, type Shape, type ShapeProblem } from '../model/describe';
import type { Layer } from './layer';
import type { Mend, Problem } from './problem';
import type { RunSpec } from './run-spec';

/** What the checks need to know of a dataset. */
export type CheckedDataset = Pick<DatasetSummary, 'name' | 'shape' | 'classes' | 'trainCount'>;

const number = new Intl.NumberFormat('en');
const shown = (shape: Shape) => shape.map((size) => number.format(size)).join(' × ');
const set = (label: string, path: string, value: Mend['changes'][number]['value']): Mend => ({
  label,
  changes: [{ path, value }],
});

const LAYER_NAMES = { dense: 'dense', conv2d: 'convolution', maxPool2d: 'max pool', flatten: 'flatten' };
const layerName = (layers: readonly Layer[], index: number) =>
  `Layer ${index + 1} (${LAYER_NAMES[layers[index]!.type]})`;

function shapeProblem(layers: readonly Layer[], { layer, field, reason }: ShapeProblem): Problem {
  const path = ['model.layers', layer, field].filter((part) => part !== '').join('.');
  const name = layerName(layers, layer);
  const insertFlatten: Mend = set('Add flatten before it', 'model.layers', [
    ...layers.slice(0, layer),
    { type: 'flatten' },
    ...layers.slice(layer),
  ]);
  switch (reason.kind) {
    case 'expects-other':
      return {
        severity: 'error',
        path,
        message: `${name} expects ${number.format(reason.expects)} values, but ${number.format(reason.arrives)} arrive: set inputs to ${number.format(reason.arrives)}, or leave it out.`,
        mends: [set(`Expect ${number.format(reason.arrives)}`, path, reason.arrives)],
      };
    case 'needs-flat':
      return {
        severity: 'error',
        path,
        message: `${name} takes a row of values, but ${shown(reason.arrives)} arrives: add a flatten layer before it.`,
        mends: [insertFlatten],
      };
    case 'needs-picture':
      return {
        severity: 'error',
        path,
        message: `${name} takes a picture (height × width × channels), but ${shown(reason.arrives)} values in a row arrive: move it before the flatten layer, or remove it.`,
        mends: [set('Remove the layer', 'model.layers', layers.toSpliced(layer, 1))],
      };
    case 'too-small':
      return {
        severity: 'error',
        path,
        message: `${name} looks at ${reason.needs} × ${reason.needs} values at a time, but only ${shown(reason.arrives)} arrives: make ${field} smaller, or remove a pooling layer.`,
        mends: [set('Remove the layer', 'model.layers', layers.toSpliced(layer, 1))],
      };
  }
}

function modelProblems(spec: RunSpec, dataset: CheckedDataset): Problem[] {
  const { layers } = spec.model;
  const model = describeModel(layers, dataset.shape);
  if (model.problem) return [shapeProblem(layers, model.problem)];
  const problems: Problem[] = [];
  const last = layers.length - 1;
  const final = layers[last]!;
  const classes = dataset.classes.length;
  const path = `model.layers.${last}`;
  if (final.type !== 'dense') {
    problems.push({
      severity: 'error',
      path,
      message: `The last layer must be dense with one unit for each of the ${classes} classes of ${dataset.name}.`,
      mends: [
        set('Add it', 'model.layers', [
          ...layers,
          ...(model.outputShape.length > 1 ? [{ type: 'flatten' as const }] : []),
          { type: 'dense', units: classes, activation: 'linear' },
        ]),
      ],
    });
    return problems;
  }
  if (final.units !== classes) {
    problems.push({
      severity: 'error',
      path: `${path}.units`,
      message: `The last layer has ${final.units} units, but ${dataset.name} has ${classes} classes: it needs one unit a class.`,
      mends: [set(`Use ${classes} units`, `${path}.units`, classes)],
    });
  }
  if (final.activation !== 'linear') {
    problems.push({
      severity: 'error',
      path: `${path}.activation`,
      message: `The last layer's activation must be linear: softmax cross-entropy applies the softmax itself.`,
      mends: [set('Use linear', `${path}.activation`, 'linear')],
    });
  }
  const share = Math.max(...model.layers.map((layer) => layer.parameters)) / model.parameters;
  if (model.parameters > 50_000_000) {
    problems.push({
      severity: 'warning',
      path: 'model.layers',
      message: `The model has ${number.format(model.parameters)} parameters, ${Math.round(share * 100)}% of them in one layer: it will train slowly and learn its samples by heart.`,
      mends: [],
    });
  }
  return problems;
}

/** The tutorial's "hyperparameters to tune" and "common mistakes", as checks. */
function trainingProblems(spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  const problems: Problem[] = [];
  const warn = (path: string, message: string, ...mends: Mend[]) =>
    problems.push({ severity: 'warning', path, message, mends });
  const { learningRate } = spec.optimizer;
  if (learningRate > 0.01 || learningRate < 0.00003) {
    warn(
      'optimizer.learningRate',
      `A learning rate of ${learningRate} is ${learningRate > 0.01 ? 'high' : 'low'} for Adam: most models train best near 0.001 or 0.0003.`,
      set('Use 0.001', 'optimizer.learningRate', 0.001),
      set('Use 0.0003', 'optimizer.learningRate', 0.0003),
    );
  }
  if (spec.batchSize < 32 || spec.batchSize > 256) {
    const mend = spec.batchSize < 32 ? 32 : 256;
    warn(
      'batchSize',
      `A batch of ${number.format(spec.batchSize)} is ${spec.batchSize < 32 ? 'small: steps are noisy and slow' : 'large: there are few steps an epoch'}. 32 to 256 suits most models.`,
      set(`Use ${mend}`, 'batchSize', mend),
    );
  }
  if (spec.precision === 'bfloat16' && spec.backend === 'wasm') {
    problems.push({
      severity: 'error',
      path: 'precision',
      message: 'WebAssembly computes in float32 only: use float32, or another backend.',
      mends: [set('Use float32', 'precision', 'float32')],
    });
  }
  if (!spec.shuffle) {
    warn(
      'shuffle',
      'Shuffling is off: every epoch shows the samples in the same order, which the model can lean on.',
      set('Shuffle', 'shuffle', true),
    );
  }
  if (spec.validation.fraction === 0) {
    warn(
      'validation.fraction',
      'Nothing is held back for validation: over-fitting will not show, and no checkpoint can be called the best.',
      set('Hold back 10%', 'validation.fraction', 0.1),
    );
  }
  const { everyEpochs, everySteps, best } = spec.checkpoint;
  if (everyEpochs === 0 && everySteps === 0 && !best) {
    warn(
      'checkpoint',
      'No checkpoints are saved while the run goes on: if it is interrupted, all of it is lost.',
      set('Save each epoch', 'checkpoint.everyEpochs', 1),
    );
  }
  if (dataset) {
    const trained = Math.round(dataset.trainCount * (1 - spec.validation.fraction));
    if (trained > 0 && spec.batchSize > trained) {
      problems.push({
        severity: 'error',
        path: 'batchSize',
        message: `A batch of ${number.format(spec.batchSize)} is larger than the ${number.format(trained)} training samples of ${dataset.name}.`,
        mends: [set('Use 32', 'batchSize', Math.min(32, trained))],
      });
    }
  }
  return problems;
}

/**
 * Everything that is wrong or doubtful about a well-formed spec, errors first.
 *
 * @param dataset what the spec's dataset is like; undefined when it is not known (an error of its own)
 */
export function checkSpec(spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  const problems: Problem[] = dataset
    ? modelProblems(spec, dataset)
    : [
        {
          severity: 'error',
          path: 'data.dataset',
          message: `There is no dataset called "${spec.data.dataset}" in this library: choose one from the Data page or \`data list\`.`,
          mends: [],
        },
      ];
  problems.push(...trainingProblems(spec, dataset));
  const rank = { error: 0, warning: 1 };
  return problems.toSorted((a, b) => rank[a.severity] - rank[b.severity]);
}

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem.severity === 'error');
