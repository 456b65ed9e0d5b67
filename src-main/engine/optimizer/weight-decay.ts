import type { LayerArray } from '@shared/model/layer-arrays';
import type { Optimizer } from '@shared/spec/optimizer';

/** The weight decay of one array: biases, and scales and offsets of norms, are left out unless all are to decay. */
export const weightDecayOf = ({ weightDecay, decayAll }: Optimizer, role: LayerArray['role']): number =>
  decayAll || role === 'kernel' ? weightDecay : 0;
