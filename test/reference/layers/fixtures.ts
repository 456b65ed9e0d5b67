import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { initializerSchema, layerSchema } from '@shared/spec/layer';

const arraySchema = z.object({ shape: z.array(z.int()), values: z.array(z.number()) });
const namedSchema = z.record(z.string(), arraySchema);

const caseSchema = z.object({
  name: z.string(),
  layer: layerSchema,
  mode: z.enum(['training', 'test']),
  /** batch first */
  input: arraySchema,
  /** by their names in a checkpoint */
  arrays: namedSchema,
  output: arraySchema,
  /** what the output is multiplied with before it is summed up and differentiated */
  cotangent: arraySchema,
  inputGradient: arraySchema,
  gradients: namedSchema,
  /** running means and variances after the pass */
  updates: namedSchema,
  /** absolute tolerance where the numbers leave float32 less than elsewhere */
  atol: z.number().optional(),
});

const fixturesSchema = z.object({
  cases: z.array(caseSchema),
  statelessUniform: z.array(
    z.object({
      seed: z.tuple([z.int(), z.int()]),
      shape: z.array(z.int()),
      values: z.array(z.number()),
    }),
  ),
  initializers: z.array(
    z.object({
      initializer: initializerSchema,
      layer: z.enum(['dense', 'conv2d', 'depthwiseConv2d']),
      /** in which Flax holds the kernel */
      flaxShape: z.array(z.int()),
      distribution: z.enum(['truncated_normal', 'uniform']),
      variance: z.number(),
    }),
  ),
  unitQuantiles: z.object({
    shares: z.array(z.number()),
    truncated_normal: z.array(z.number()),
    uniform: z.array(z.number()),
  }),
});

export type PackedArray = z.infer<typeof arraySchema>;
export type LayerCase = z.infer<typeof caseSchema>;

/** What make-layer-fixtures.py wrote. */
export const fixtures = fixturesSchema.parse(
  JSON.parse(readFileSync(new URL('layers.json', import.meta.url), 'utf8')),
);
