import { measurePolicies } from './policy-rounds.mjs';

/** What recording costs the training loop: with nothing, with the log of steps, and with norms and histograms too. */
export const measureRecording = (model, options, surroundings) =>
  measurePolicies('recording-cost', ['none', 'log', 'all'], model, options, surroundings);
