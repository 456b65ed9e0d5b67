import { z } from 'zod';
import { hostPathSchema } from '../host-path';
import { broughtWeightsSchema } from '../weights';
import { weightsIdSchema } from '../weights-id';
import { method } from './method';

/** Weights of models from elsewhere, to begin runs with. */
export const weightsMethods = {
  /** Brings in a safetensors file or a TensorFlow.js layers model; refused with one sentence where it is none. */
  bring: method.input(z.object({ path: hostPathSchema })).output(broughtWeightsSchema),
  get: method.input(z.object({ file: weightsIdSchema })).output(broughtWeightsSchema),
};
