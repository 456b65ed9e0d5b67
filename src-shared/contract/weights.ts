import { z } from 'zod';
import { layerSchema } from '../spec/layer';
import { weightsIdSchema } from './weights-id';

/** What a run's own copy of the weights that it began with is called, in its folder. */
export const OWN_WEIGHTS = 'begin.safetensors';

/** Weights of a model from elsewhere, which runs may begin with. */
export const broughtWeightsSchema = z.object({
  version: z.literal(1),
  id: weightsIdSchema,
  /** of the file that they came from */
  name: z.string(),
  format: z.enum(['safetensors', 'tfjs']),
  /** as they are kept, in float32 */
  arrays: z.array(z.object({ name: z.string(), shape: z.array(z.int().nonnegative()) })),
  /** the model, where the file says it and ours has all of its layers */
  layers: z.array(layerSchema).min(1).nullable(),
  /** what was converted or left out, a sentence each */
  notes: z.array(z.string()),
});
export type BroughtWeights = z.infer<typeof broughtWeightsSchema>;
