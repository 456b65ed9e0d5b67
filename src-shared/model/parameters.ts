import type { Layer } from '../spec/layer';
import { describeModel } from './describe';
import type { LayerArray } from './layer-arrays';
import type { Shape } from './shape';

/** One array of a model, by the name it has in a checkpoint: `layers.0.kernel`. */
export interface ParameterInfo extends LayerArray {
  layer: number;
}

/** The arrays of a well-formed model, in the order of its layers: trained ones and running means. */
export function modelParameters(layers: readonly Layer[], inputShape: Shape): ParameterInfo[] {
  return describeModel(layers, inputShape).layers.flatMap(({ arrays }, layer) =>
    arrays.map((array): ParameterInfo => ({ ...array, name: `layers.${layer}.${array.name}`, layer })),
  );
}
