import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { Optimizer } from '@shared/spec/optimizer';
import { optimizerRule } from '../../optimizer/rule';
import type { CompiledUpdate } from './compiled-update';
import { fusedAdam } from './fused-adam';
import { fusedSgd } from './fused-sgd';
import { tracedUpdate } from './traced-update';

/**
 * TensorFlow's kernel writes β·m + (1 − β)·g as m + (1 − β)·(g − m), which leaves rounding of the old m behind: where β is
 * small that is more than there should be of m at all.
 */
const LEAST_FUSED_BETA = 0.5;

/** The quickest way to run an optimizer: one kernel for each array where TensorFlow has it. */
export function updateOf(backend: NodeJSKernelBackend, optimizer: Optimizer): CompiledUpdate {
  switch (optimizer.name) {
    case 'adam':
    case 'adamw': {
      const isFused = Math.min(optimizer.beta1, optimizer.beta2) >= LEAST_FUSED_BETA;
      return isFused ? fusedAdam(optimizer) : tracedUpdate(backend, optimizerRule(optimizer));
    }
    case 'sgd':
      return fusedSgd(optimizer);
    default:
      return tracedUpdate(backend, optimizerRule(optimizer));
  }
}
