import { measurePolicies } from './policy-rounds.mjs';

/** What checkpoints cost the training loop: with none, with one per epoch and with one per 50 steps. */
export const measureCheckpoints = (model, options, surroundings) =>
  measurePolicies('checkpoint-stall', ['none', 'epoch', 'steps'], model, options, surroundings);
