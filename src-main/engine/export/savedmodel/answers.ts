import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { sizeOf, type Shape } from '@shared/model/shape';
import { asFloats, LoadedGraph } from '../../compile/loaded-graph';
import type { ExportedFile } from '../exported-model';
import { INPUT, OUTPUT } from '../graph/forward-graph';

/**
 * What TensorFlow makes of samples with the SavedModel of these files.
 *
 * @param inputs samples one after the other, as the first layer takes them
 * @returns what comes out of the last layer, sample by sample
 */
export function savedModelAnswers(
  backend: NodeJSKernelBackend,
  files: readonly ExportedFile[],
  inputs: Float32Array,
  shape: Shape,
): Float32Array {
  const file = files.find(({ path }) => path === 'saved_model.pb');
  if (file === undefined) throw new Error('there is no saved_model.pb');
  const loaded = new LoadedGraph(backend, { encodeSavedModel: () => file.bytes });
  try {
    const feed = { name: INPUT, shape: [inputs.length / sizeOf(shape), ...shape], values: inputs };
    return asFloats(loaded.run([feed], [`${OUTPUT}:0`])[0]!);
  } finally {
    loaded.dispose();
  }
}
