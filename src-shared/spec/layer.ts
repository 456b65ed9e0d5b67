import { z } from 'zod';

export const activationSchema = z.enum(['linear', 'relu', 'tanh', 'sigmoid']);
export type Activation = z.infer<typeof activationSchema>;

export const paddingSchema = z.enum(['same', 'valid']);

export const denseSchema = z.strictObject({
  type: z.literal('dense'),
  units: z.int().min(1).max(65_536),
  activation: activationSchema.default('linear'),
  /** How many values the layer expects. Left out, it takes what arrives; given, it is checked. */
  inputs: z.int().min(1).optional(),
});

export const conv2dSchema = z.strictObject({
  type: z.literal('conv2d'),
  filters: z.int().min(1).max(4096),
  kernelSize: z.int().min(1).max(31).default(3),
  strides: z.int().min(1).max(8).default(1),
  padding: paddingSchema.default('same'),
  activation: activationSchema.default('linear'),
});

export const maxPool2dSchema = z.strictObject({
  type: z.literal('maxPool2d'),
  poolSize: z.int().min(1).max(16).default(2),
});

export const flattenSchema = z.strictObject({ type: z.literal('flatten') });

/** One block of a model, in the order in which values flow. Names and defaults are Keras's. */
export const layerSchema = z.discriminatedUnion('type', [
  denseSchema,
  conv2dSchema,
  maxPool2dSchema,
  flattenSchema,
]);
export type Layer = z.infer<typeof layerSchema>;
export type LayerType = Layer['type'];

/** What a freshly added layer of each type starts as. */
export const newLayer: Record<LayerType, () => Layer> = {
  dense: () => ({ type: 'dense', units: 128, activation: 'relu' }),
  conv2d: () => ({
    type: 'conv2d',
    filters: 32,
    kernelSize: 3,
    strides: 1,
    padding: 'same',
    activation: 'relu',
  }),
  maxPool2d: () => ({ type: 'maxPool2d', poolSize: 2 }),
  flatten: () => ({ type: 'flatten' }),
};
