import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { bundled } from './bundle.mjs';
import { benchPython } from './environment.mjs';
import { OWN_ENVIRONMENT } from './own-environment.mjs';

const own = (name) => [ownNode, bundled(name)];
const peer = (name) => [benchPython, inRoot(`test/bench/peers/${name}.py`)];

/**
 * Everybody who is measured. `way` is `ours`, `ordinary` for a framework as its own tutorials use it, `tuned` for a
 * way that asks more of its user, `tfjs` for what Trainyard stands on, and `wasm` for Trainyard where TensorFlow is
 * not to be had, which is shown and not compared. `needs` names the packages in Python, `models` the only models that
 * it takes part with; `stepsOnly` leaves out its epochs and products of matrices; `environment` is set beside what everybody
 * is given.
 */
export const contenders = [
  {
    id: 'trainyard',
    name: 'Trainyard',
    way: 'ours',
    environment: OWN_ENVIRONMENT,
    command: own('trainyard'),
  },
  { id: 'jax-jit', name: 'JAX, nnx.jit', way: 'ordinary', needs: 'jax', command: peer('jax_jit') },
  {
    id: 'jax-scan',
    name: 'JAX, lax.scan of 32 steps',
    way: 'tuned',
    needs: 'jax',
    command: peer('jax_scan'),
  },
  { id: 'torch', name: 'PyTorch, eager', way: 'ordinary', needs: 'torch', command: peer('pytorch') },
  {
    id: 'torch-compile',
    name: 'PyTorch, torch.compile',
    way: 'tuned',
    needs: 'torch',
    variant: 'compile',
    command: peer('pytorch'),
  },
  {
    id: 'tf-function',
    name: 'TensorFlow, tf.function',
    way: 'ordinary',
    needs: 'tensorflow',
    command: peer('tensorflow_function'),
  },
  {
    id: 'tf-onednn',
    name: 'TensorFlow, tf.function with oneDNN',
    way: 'tuned',
    needs: 'tensorflow',
    environment: OWN_ENVIRONMENT,
    command: peer('tensorflow_function'),
  },
  {
    id: 'tf-xla',
    name: 'TensorFlow, with XLA',
    way: 'tuned',
    needs: 'tensorflow',
    variant: 'xla',
    command: peer('tensorflow_function'),
  },
  {
    id: 'trainyard-wasm',
    name: 'Trainyard, WebAssembly',
    way: 'wasm',
    variant: 'wasm',
    models: ['mlp', 'cnn'],
    stepsOnly: true,
    command: own('trainyard'),
  },
  { id: 'tfjs-ops', name: 'tfjs-node, op by op', way: 'tfjs', command: own('tfjs-ops') },
  { id: 'tfjs-layers', name: 'tfjs-node, trainOnBatch', way: 'tfjs', command: own('tfjs-layers') },
];
