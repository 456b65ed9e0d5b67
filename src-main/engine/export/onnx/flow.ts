import type { Shape } from '@shared/model/shape';
import type { NamedArray } from '../../checkpoint/safetensors';
import type { OnnxGraph } from './onnx-graph';

/** What flows through the model at one place. */
export interface Flow {
  value: string;
  /** of one sample, channels last as everywhere in Trainyard */
  shape: Shape;
  /** whether it lies as [batch, channels, height, width] there, as ONNX's convolutions want it */
  channelsFirst: boolean;
}

/** A graph that is being written, with the arrays of the model that is written into it. */
export class ModelGraph {
  readonly #arrays: ReadonlyMap<string, NamedArray>;

  constructor(
    readonly graph: OnnxGraph,
    weights: readonly NamedArray[],
  ) {
    this.#arrays = new Map(weights.map((array) => [array.name, array]));
  }

  array(name: string): NamedArray {
    const array = this.#arrays.get(name);
    if (array === undefined) throw new Error(`the model has no array called ${name}`);
    return array;
  }

  /** An array as it is. */
  constant(name: string): string {
    const { values, shape } = this.array(name);
    return this.graph.constant(name, values, shape);
  }

  /** One number for each channel, in the shape in which it goes with what flows. */
  channels(name: string, values: Float32Array, { channelsFirst }: Flow): string {
    return this.graph.constant(name, values, channelsFirst ? [values.length, 1, 1] : [values.length]);
  }
}
