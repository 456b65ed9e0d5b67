import type { Optimizer } from '@shared/spec/optimizer';
import { adagradRule } from './adagrad';
import { adamRule } from './adam';
import { lambRule } from './lamb';
import { lionRule } from './lion';
import { nadamRule } from './nadam';
import { rmspropRule } from './rmsprop';
import { sgdRule } from './sgd';
import type { OptimizerRule } from './update';

export type { OptimizerRule } from './update';

/** The optimizer that a spec names. */
export function optimizerRule(optimizer: Optimizer): OptimizerRule {
  switch (optimizer.name) {
    case 'sgd':
      return sgdRule(optimizer);
    case 'rmsprop':
      return rmspropRule(optimizer);
    case 'adagrad':
      return adagradRule(optimizer);
    case 'adam':
    case 'adamw':
      return adamRule(optimizer);
    case 'nadam':
      return nadamRule(optimizer);
    case 'lion':
      return lionRule(optimizer);
    case 'lamb':
      return lambRule(optimizer);
  }
}
