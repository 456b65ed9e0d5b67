import type { Flow, ModelGraph } from './flow';

/** The least deviation that a normalization divides by; see model/normalized.ts. */
const LEAST_DEVIATION = 1e-7;

/** By the running mean and variance: (x − mean) / √(variance + ε) · scale + bias. */
export function batchNormed(model: ModelGraph, flow: Flow, prefix: string, epsilon: number): Flow {
  const { graph } = model;
  const names = ['scale', 'bias', 'mean', 'var'].map((name) => `${prefix}${name}`);
  if (flow.channelsFirst || flow.shape.length === 1) {
    const arrays = names.map((name) => graph.constant(name, model.array(name).values));
    const value = graph.node('BatchNormalization', [flow.value, ...arrays], {
      epsilon: { float: epsilon },
    });
    return { ...flow, value };
  }
  const [scale, bias, mean, variance] = names.map((name) => model.array(name).values);
  const factor = scale!.map((by, i) => by / Math.sqrt(variance![i]! + epsilon));
  const centred = graph.node('Sub', [flow.value, model.channels(names[2]!, mean!, flow)]);
  const scaled = graph.node('Mul', [centred, model.channels(`${prefix}factor`, factor, flow)]);
  return { ...flow, value: graph.node('Add', [scaled, model.channels(names[1]!, bias!, flow)]) };
}

/** Over the channels of each position, by their own mean and variance. */
export function layerNormed(model: ModelGraph, flow: Flow, prefix: string, epsilon: number): Flow {
  const { graph } = model;
  const axes = { axes: [flow.channelsFirst ? 1 : -1], keepdims: 1 };
  const centred = graph.node('Sub', [flow.value, graph.node('ReduceMean', [flow.value], axes)]);
  const variance = graph.node('ReduceMean', [graph.node('Mul', [centred, centred])], axes);
  const deviation = graph.node('Sqrt', [graph.node('Add', [variance, graph.number(epsilon)])]);
  const array = (name: string) =>
    model.channels(`${prefix}${name}`, model.array(`${prefix}${name}`).values, flow);
  const scaled = graph.node('Mul', [graph.node('Div', [centred, deviation]), array('scale')]);
  return { ...flow, value: graph.node('Add', [scaled, array('bias')]) };
}

/** (x − mean) / deviation, with gaps of rows filled in before. */
export function normalized(model: ModelGraph, flow: Flow, prefix: string): Flow {
  const { graph } = model;
  const valuesOf = (name: string) => model.array(`${prefix}${name}`).values;
  let { value } = flow;
  // Rows of a table may have gaps.
  if (flow.shape.length === 1) {
    const fill = model.channels(`${prefix}fill`, valuesOf('fill'), flow);
    value = graph.node('Where', [graph.node('IsNaN', [value]), fill, value]);
  }
  const deviation = valuesOf('variance').map((its) => Math.max(Math.sqrt(its), LEAST_DEVIATION));
  const centred = graph.node('Sub', [value, model.channels(`${prefix}mean`, valuesOf('mean'), flow)]);
  const divided = graph.node('Div', [centred, model.channels(`${prefix}deviation`, deviation, flow)]);
  return { ...flow, value: divided };
}
