import { z } from 'zod';

export const activationSchema = z.enum(['linear', 'relu', 'tanh', 'sigmoid', 'gelu', 'silu']);
export type Activation = z.infer<typeof activationSchema>;

export const paddingSchema = z.enum(['same', 'valid']);

/** How a kernel is drawn, by Flax's names. */
export const initializerSchema = z.enum([
  'lecun-normal',
  'lecun-uniform',
  'glorot-normal',
  'glorot-uniform',
  'he-normal',
  'he-uniform',
]);
export type Initializer = z.infer<typeof initializerSchema>;

const activation = activationSchema.default('linear');
const kernelSize = z.int().min(1).max(31).default(3);
const strides = z.int().min(1).max(8).default(1);
const padding = paddingSchema.default('same');
const filters = z.int().min(1).max(4096);
const poolSize = z.int().min(1).max(16).default(2);
const momentum = z.number().min(0).lt(1).default(0.99);
/** Its weights stay as they are: no gradient, no update, no decay; norms in it go by their running means. Keras: `trainable: false`. */
const frozen = z.boolean().default(false);
const drawn = {
  useBias: z.boolean().default(true),
  initializer: initializerSchema.default('lecun-normal'),
  frozen,
};

export const denseSchema = z.strictObject({
  type: z.literal('dense'),
  units: z.int().min(1).max(65_536),
  activation,
  ...drawn,
  /** How many values the layer expects. Left out, it takes what arrives; given, it is checked. */
  inputs: z.int().min(1).optional(),
});

export const conv2dSchema = z.strictObject({
  type: z.literal('conv2d'),
  filters,
  kernelSize,
  strides,
  padding,
  activation,
  ...drawn,
});

/** A small window of its own for each channel. */
export const depthwiseConv2dSchema = z.strictObject({
  type: z.literal('depthwiseConv2d'),
  kernelSize,
  strides,
  padding,
  activation,
  ...drawn,
});

/**
 * Two convolutions around which the input flows past and is added at the end (He et al. 2015, the basic block):
 * conv, norm, relu, conv, norm, + input, relu. Where the size changes, the input goes through a 1 × 1 convolution.
 */
export const residualBlockSchema = z.strictObject({
  type: z.literal('residualBlock'),
  filters,
  kernelSize,
  strides,
  /** of the norms' running means */
  momentum,
  initializer: initializerSchema.default('he-normal'),
  frozen,
});

export const maxPool2dSchema = z.strictObject({ type: z.literal('maxPool2d'), poolSize });
export const avgPool2dSchema = z.strictObject({ type: z.literal('avgPool2d'), poolSize });
/** One mean for each channel. */
export const globalAvgPool2dSchema = z.strictObject({ type: z.literal('globalAvgPool2d') });

/** Flax's BatchNorm: each channel by mean and variance of the batch, and of all batches when tested. */
export const batchNormSchema = z.strictObject({
  type: z.literal('batchNorm'),
  momentum,
  epsilon: z.number().positive().max(1).default(1e-5),
  frozen,
});

/** Flax's LayerNorm: each sample by mean and variance of its own channels. */
export const layerNormSchema = z.strictObject({
  type: z.literal('layerNorm'),
  epsilon: z.number().positive().max(1).default(1e-6),
  frozen,
});

/** Leaves a share of the values out of each training step, others each time. */
export const dropoutSchema = z.strictObject({
  type: z.literal('dropout'),
  rate: z.number().min(0).max(0.95).default(0.5),
});

export const activationLayerSchema = z.strictObject({
  type: z.literal('activation'),
  activation: activationSchema.default('relu'),
});

/**
 * Keras's Normalization: (x − mean) / max(√variance, 1e-7), with mean and variance of the training samples, each column
 * or channel by itself. They are worked out when a run begins, and kept with the weights. In tables it also fills in what
 * is missing.
 */
export const normalizationSchema = z.strictObject({ type: z.literal('normalization') });

export const flattenSchema = z.strictObject({ type: z.literal('flatten') });

/** One block of a model, in the order in which values flow. Names and defaults are Keras's and Flax's. */
export const layerSchema = z.discriminatedUnion('type', [
  denseSchema,
  conv2dSchema,
  depthwiseConv2dSchema,
  residualBlockSchema,
  maxPool2dSchema,
  avgPool2dSchema,
  globalAvgPool2dSchema,
  batchNormSchema,
  layerNormSchema,
  dropoutSchema,
  activationLayerSchema,
  flattenSchema,
  normalizationSchema,
]);
export type Layer = z.infer<typeof layerSchema>;
export type LayerType = Layer['type'];
/** As a person would write it, defaults left out. */
export type WrittenLayer = z.input<typeof layerSchema>;

/** Whether a layer's weights are kept as they are. Layers without weights have nothing to keep. */
export const isFrozen = (layer: Layer): boolean => 'frozen' in layer && layer.frozen;

/** What a freshly added layer of each type starts as. */
export const newLayer: Record<LayerType, () => Layer> = {
  dense: () => denseSchema.parse({ type: 'dense', units: 128, activation: 'relu' }),
  conv2d: () => conv2dSchema.parse({ type: 'conv2d', filters: 32, activation: 'relu' }),
  depthwiseConv2d: () => depthwiseConv2dSchema.parse({ type: 'depthwiseConv2d', activation: 'relu' }),
  residualBlock: () => residualBlockSchema.parse({ type: 'residualBlock', filters: 32 }),
  maxPool2d: () => ({ type: 'maxPool2d', poolSize: 2 }),
  avgPool2d: () => ({ type: 'avgPool2d', poolSize: 2 }),
  globalAvgPool2d: () => ({ type: 'globalAvgPool2d' }),
  batchNorm: () => batchNormSchema.parse({ type: 'batchNorm' }),
  layerNorm: () => layerNormSchema.parse({ type: 'layerNorm' }),
  dropout: () => ({ type: 'dropout', rate: 0.5 }),
  activation: () => ({ type: 'activation', activation: 'relu' }),
  flatten: () => ({ type: 'flatten' }),
  normalization: () => ({ type: 'normalization' }),
};
