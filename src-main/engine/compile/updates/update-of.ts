import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { Optimizer } from '@shared/spec/optimizer';
import { optimizerRule } from '../../optimizer/rule';
import type { CompiledUpdate } from './compiled-update';
import { fusedAdam } from './fused-adam';
import { fusedSgd } from './fused-sgd';
import { tracedUpdate } from './traced-update';

/** The quickest way to run an optimizer: one kernel for each array where TensorFlow has it. */
export function updateOf(backend: NodeJSKernelBackend, optimizer: Optimizer): CompiledUpdate {
  switch (optimizer.name) {
    case 'adam':
    case 'adamw':
      return fusedAdam(optimizer);
    case 'sgd':
      return fusedSgd(optimizer);
    default:
      return tracedUpdate(backend, optimizerRule(optimizer));
  }
}
