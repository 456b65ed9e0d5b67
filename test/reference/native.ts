import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { loadBackend } from '../../src-main/engine/backend/backend';

/** TensorFlow itself, which compiled steps run on. */
export async function loadTensorFlow(): Promise<NodeJSKernelBackend> {
  const { native } = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  if (native === undefined) throw new Error('there is no TensorFlow here');
  return native;
}
