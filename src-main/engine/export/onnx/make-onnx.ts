import type { ExportedModel } from '../exported-model';
import { likelihoodRule, preparationOf } from '../preparation';
import { version } from '../../../../package.json';
import { ModelGraph } from './flow';
import { LayersAsNodes } from './layers-as-nodes';
import { OnnxGraph } from './onnx-graph';

/** Protocol buffers end here. */
const MOST_BYTES = 2_000_000_000;

/** Names of what flows in and out, as whoever uses the file writes them. */
export const PORTS = {
  input: 'input',
  logits: 'logits',
  likelihoods: 'likelihoods',
  scaled: 'scaled',
  values: 'values',
} as const;

/** What a sample is before the first layer: pictures as bytes, all else as numbers. */
function inputOf(graph: OnnxGraph, { input, inputShape: shape }: ExportedModel): string {
  const name = PORTS.input;
  if (input.type !== 'pictures') {
    const meaning =
      input.type === 'table'
        ? 'rows of a table, columns as preparation.json has them; a number that is missing is NaN'
        : 'numbers as they are';
    return graph.input({ name, element: 'float32', shape, meaning });
  }
  const meaning = 'pictures as bytes from 0 to 255: height, width, channels (NHWC)';
  const bytes = graph.input({ name, element: 'uint8', shape, meaning });
  const floats = graph.node('Cast', [bytes], { to: 1 });
  return graph.node('Div', [floats, graph.number(255)]);
}

function classOutputs(graph: OnnxGraph, last: string, { spec, target }: ExportedModel): void {
  const shape = [target.names.length];
  const port = { element: 'float32', shape } as const;
  graph.output(last, { ...port, name: PORTS.logits, meaning: 'what the last layer gives for each class' });
  const rule = likelihoodRule(spec.loss);
  const likelihoods =
    rule === 'softmax'
      ? graph.node('Softmax', [last], { axis: 1 })
      : rule === 'sigmoid'
        ? graph.node('Sigmoid', [last])
        : graph.node('Clip', [last, graph.number(0), graph.number(1)]);
  const meaning = 'how likely each class is, from 0 to 1';
  graph.output(likelihoods, { ...port, name: PORTS.likelihoods, meaning });
}

function valueOutputs(graph: OnnxGraph, last: string, { target, scale }: ExportedModel): void {
  const shape = [target.names.length];
  const port = { element: 'float32', shape } as const;
  graph.output(last, { ...port, name: PORTS.scaled, meaning: 'what the last layer gives for each value' });
  const wide = scale
    ? graph.node('Mul', [last, graph.constant('target.deviation', Float32Array.from(scale.deviation))])
    : last;
  const values = scale
    ? graph.node('Add', [wide, graph.constant('target.mean', Float32Array.from(scale.mean))])
    : last;
  graph.output(values, { ...port, name: PORTS.values, meaning: 'the values in their own units' });
}

/**
 * The model as an ONNX file: what is done to a sample before the first layer and what the outputs mean are part of the
 * graph, and its batch may be of any size.
 *
 * @throws Error where the file would be larger than the format allows
 */
export function makeOnnx(model: ExportedModel): Uint8Array {
  const bytes = model.weights.reduce((sum, { values }) => sum + values.byteLength, 0);
  if (bytes > MOST_BYTES) throw new Error('ONNX files end at 2 GB, and this model is larger.');
  const graph = new OnnxGraph();
  const first = inputOf(graph, model);
  const { layers } = model.spec.model;
  const last = new LayersAsNodes(new ModelGraph(graph, model.weights)).through(
    layers,
    first,
    model.inputShape,
  );
  if (model.target.type === 'classes') classOutputs(graph, last, model);
  else valueOutputs(graph, last, model);
  return graph.encode(
    { name: model.name, producer: 'Trainyard', version },
    {
      preparation: JSON.stringify(preparationOf(model)),
      names: JSON.stringify(model.target.names),
      spec: JSON.stringify(model.spec),
      metrics: JSON.stringify(model.checkpoint.metrics),
      run: model.checkpoint.run,
      checkpoint: model.checkpoint.id,
    },
  );
}
