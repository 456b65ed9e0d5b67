import { describeModel, type ShapeProblem } from '../model/describe';
import { frozenProblems } from './check-frozen';
import { sideBySideProblems } from './check-layers';
import {
  error,
  LAYER_NAMES,
  layerName,
  number,
  set,
  shown,
  warning,
  type CheckedDataset,
} from './check-words';
import { denseSchema, newLayer, type Layer } from './layer';
import type { Mend, Problem } from './problem';
import type { Loss, RunSpec } from './run-spec';

function shapeProblem(layers: readonly Layer[], { layer, field, reason }: ShapeProblem): Problem {
  const path = ['model.layers', layer, field].filter((part) => part !== '').join('.');
  const name = layerName(layers, layer);
  const removeIt = set('Remove the layer', 'model.layers', layers.toSpliced(layer, 1));
  switch (reason.kind) {
    case 'expects-other': {
      const arrives = number(reason.arrives);
      return error(
        path,
        `${name} expects ${number(reason.expects)} values, but ${arrives} arrive: set inputs to ${arrives}, or leave it out.`,
        set(`Expect ${arrives}`, path, reason.arrives),
      );
    }
    case 'needs-flat':
      return error(
        path,
        `${name} takes a row of values, but ${shown(reason.arrives)} arrives: add a flatten layer before it.`,
        set('Add flatten before it', 'model.layers', layers.toSpliced(layer, 0, { type: 'flatten' })),
      );
    case 'needs-picture': {
      const flattened = layers.slice(0, layer).some(({ type }) => type === 'flatten');
      const where = flattened ? 'before the flatten layer' : 'to where pictures still arrive';
      return error(
        path,
        `${name} takes a picture (height × width × channels), but ${shown(reason.arrives)} values in a row arrive: move it ${where}, or remove it.`,
        removeIt,
      );
    }
    case 'too-small':
      return error(
        path,
        `${name} looks at ${reason.needs} × ${reason.needs} values at a time, but only ${shown(reason.arrives)} arrives: make ${field} smaller, or remove a pooling layer.`,
        removeIt,
      );
  }
}

const KEEPS_SIZE: readonly Layer['type'][] = ['dropout', 'activation', 'batchNorm', 'layerNorm'];

/** What would make a model end with a dense layer that has one unit a class. */
function endMends(layers: readonly Layer[], classes: number, isFlat: boolean): Mend[] {
  const flatten: Layer[] = isFlat ? [] : [{ type: 'flatten' }];
  const add = set('Add it', 'model.layers', [
    ...layers,
    ...flatten,
    denseSchema.parse({ type: 'dense', units: classes }),
  ]);
  const end = layers.findLastIndex(({ type }) => !KEEPS_SIZE.includes(type));
  const dense = layers[end];
  if (dense?.type !== 'dense' || dense.units !== classes) return [add];
  const behind = layers.slice(end + 1);
  const what =
    behind.length === 1 ? `the ${LAYER_NAMES[behind[0]!.type]}` : `the last ${behind.length} layers`;
  return [set(`Remove ${what}`, 'model.layers', layers.slice(0, end + 1)), add];
}

const WHY_LINEAR: Record<Loss, string> = {
  'softmax-cross-entropy': 'softmax cross-entropy applies the softmax itself',
  'binary-cross-entropy': 'binary cross-entropy applies the sigmoid itself',
  'mean-squared-error': 'the loss compares its values as they are',
  'mean-absolute-error': 'the loss compares its values as they are',
  huber: 'the loss compares its values as they are',
};

function endProblems(
  { model: { layers }, loss }: RunSpec,
  outputs: number,
  { name, ...dataset }: CheckedDataset,
): Problem[] {
  const isValues = dataset.target?.type === 'values';
  const [one, many] = isValues ? ['value', 'values'] : ['class', 'classes'];
  const classes = isValues ? dataset.target!.names : dataset.classes;
  const counted = `${classes.length} ${classes.length === 1 ? one : many}`;
  const last = layers.length - 1;
  const final = layers[last]!;
  const path = `model.layers.${last}`;
  if (final.type !== 'dense') {
    return [
      error(
        path,
        `The last layer must be dense with one unit for each of the ${counted} of ${name}, but it is ${LAYER_NAMES[final.type]}.`,
        ...endMends(layers, classes.length, outputs === 1),
      ),
    ];
  }
  const problems: Problem[] = [];
  if (final.units !== classes.length) {
    problems.push(
      error(
        `${path}.units`,
        `The last layer has ${final.units} ${final.units === 1 ? 'unit' : 'units'}, but ${name} has ${counted}: it needs one unit a ${one}.`,
        set(
          `Use ${classes.length} ${classes.length === 1 ? 'unit' : 'units'}`,
          `${path}.units`,
          classes.length,
        ),
      ),
    );
  }
  if (final.activation !== 'linear') {
    problems.push(
      error(
        `${path}.activation`,
        `The last layer's activation must be linear: ${WHY_LINEAR[loss]}.`,
        set('Use linear', `${path}.activation`, 'linear'),
      ),
    );
  }
  return problems;
}

/** A normalization goes by what the samples are like, so it stands where they come in. */
function normalizationProblems({ model: { layers } }: RunSpec, dataset: CheckedDataset): Problem[] {
  const misplaced = layers.findLastIndex(({ type }) => type === 'normalization');
  if (misplaced > 0) {
    const others = layers.filter(({ type }) => type !== 'normalization');
    return [
      error(
        `model.layers.${misplaced}`,
        `${layerName(layers, misplaced)} goes by mean and variance of the samples, so it can only be the first layer; further in use a batch norm.`,
        set('Move it to the start', 'model.layers', [{ type: 'normalization' }, ...others]),
        set('Use a batch norm', `model.layers.${misplaced}`, newLayer.batchNorm()),
      ),
    ];
  }
  if (misplaced === 0 || dataset.input === undefined || dataset.input.type === 'pictures') return [];
  const add = set('Add it', 'model.layers', [{ type: 'normalization' }, ...layers]);
  const missing =
    dataset.input.type === 'table'
      ? dataset.input.columns.filter((column) => column.type === 'number' && column.missing > 0)
      : [];
  if (missing.length > 0) {
    return [
      error(
        'model.layers.0',
        `${missing.length === 1 ? `Column "${missing[0]!.name}"` : `${missing.length} columns`} of ${dataset.name} ${missing.length === 1 ? 'lacks' : 'lack'} values here and there: begin with a normalization, which fills them in.`,
        add,
      ),
    ];
  }
  return [
    warning(
      'model.layers.0',
      `The numbers of ${dataset.name} come as they are, whatever their size: a normalization as the first layer brings them to one scale, which trains better.`,
      add,
    ),
  ];
}

/** What is wrong or doubtful about the layers, one after the other and as a whole. */
export function modelProblems(spec: RunSpec, dataset: CheckedDataset): Problem[] {
  const { layers } = spec.model;
  const model = describeModel(layers, dataset.shape);
  if (model.problem) return [shapeProblem(layers, model.problem), ...sideBySideProblems(layers)];
  const problems = endProblems(spec, model.outputShape.length, dataset);
  if (model.parameters > 50_000_000) {
    const share = Math.max(...model.layers.map((layer) => layer.parameters)) / model.parameters;
    problems.push(
      warning(
        'model.layers',
        `The model has ${number(model.parameters)} parameters, ${Math.round(share * 100)}% of them in one layer: it will train slowly and learn its samples by heart.`,
      ),
    );
  }
  return [
    ...problems,
    ...normalizationProblems(spec, dataset),
    ...frozenProblems(spec, model),
    ...sideBySideProblems(layers),
  ];
}
