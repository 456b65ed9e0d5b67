import type { SampleArray } from '../train/step-runner';

/** Samples as the first layer takes them: bytes 0 to 255 as 0 to 1, numbers as they are. */
export const firstLayerInputs = (inputs: SampleArray): Float32Array =>
  inputs instanceof Uint8Array ? Float32Array.from(inputs, (byte) => byte / 255) : inputs;
