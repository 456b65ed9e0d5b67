import { z } from 'zod';
import { scheduleSchema } from './schedule';

const decay = (initial: number) => z.number().min(0).lt(1).default(initial);
const epsilon = (initial: number) => z.number().positive().max(1).default(initial);
const weightDecay = (initial: number) => z.number().min(0).max(10).default(initial);

/** What every optimizer has. */
const common = {
  /** the highest rate; a schedule says what part of it is used when */
  learningRate: z.number().positive().max(10),
  schedule: scheduleSchema.default({ name: 'constant' }),
  /** Gradients are cut down before they are used: each number, or all together by their common length. */
  clip: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('none') }),
      z.strictObject({ by: z.literal('value'), max: z.number().positive().max(1e6).default(1) }),
      z.strictObject({ by: z.literal('global-norm'), max: z.number().positive().max(1e6).default(1) }),
    ])
    .default({ by: 'none' }),
  /** Biases, and scales and offsets of norms, are left out of the weight decay unless this is set. */
  decayAll: z.boolean().default(false),
};

const moments = { beta1: decay(0.9), beta2: decay(0.999) };

export const sgdSchema = z.strictObject({
  name: z.literal('sgd'),
  ...common,
  momentum: decay(0),
  nesterov: z.boolean().default(false),
  weightDecay: weightDecay(0),
});
export const rmspropSchema = z.strictObject({
  name: z.literal('rmsprop'),
  ...common,
  decay: decay(0.9),
  epsilon: epsilon(1e-8),
  momentum: decay(0),
  weightDecay: weightDecay(0),
});
export const adagradSchema = z.strictObject({
  name: z.literal('adagrad'),
  ...common,
  initialAccumulator: z.number().min(0).max(1e6).default(0.1),
  epsilon: epsilon(1e-7),
  weightDecay: weightDecay(0),
});
export const adamSchema = z.strictObject({
  name: z.literal('adam'),
  ...common,
  ...moments,
  epsilon: epsilon(1e-8),
  weightDecay: weightDecay(0),
});
export const adamwSchema = z.strictObject({
  name: z.literal('adamw'),
  ...common,
  ...moments,
  epsilon: epsilon(1e-8),
  weightDecay: weightDecay(1e-4),
});
export const nadamSchema = z.strictObject({
  name: z.literal('nadam'),
  ...common,
  ...moments,
  epsilon: epsilon(1e-8),
  weightDecay: weightDecay(0),
});
export const lionSchema = z.strictObject({
  name: z.literal('lion'),
  ...common,
  beta1: decay(0.9),
  beta2: decay(0.99),
  weightDecay: weightDecay(1e-3),
});
export const lambSchema = z.strictObject({
  name: z.literal('lamb'),
  ...common,
  ...moments,
  epsilon: epsilon(1e-6),
  weightDecay: weightDecay(0),
});

const byName = z.discriminatedUnion('name', [
  sgdSchema,
  rmspropSchema,
  adagradSchema,
  adamSchema,
  adamwSchema,
  nadamSchema,
  lionSchema,
  lambSchema,
]);

/** Names, formulas and defaults are optax's. Without a name it is Adam. */
export const optimizerSchema = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !('name' in value)
      ? { name: 'adam', ...value }
      : value,
  byName,
);
export type Optimizer = z.infer<typeof byName>;
export type OptimizerName = Optimizer['name'];

/** What a freshly chosen optimizer of each kind starts as, with a learning rate that suits most models. */
export const newOptimizer: Record<OptimizerName, () => Optimizer> = {
  sgd: () => sgdSchema.parse({ name: 'sgd', learningRate: 0.05, momentum: 0.9 }),
  rmsprop: () => rmspropSchema.parse({ name: 'rmsprop', learningRate: 1e-3 }),
  adagrad: () => adagradSchema.parse({ name: 'adagrad', learningRate: 0.01 }),
  adam: () => adamSchema.parse({ name: 'adam', learningRate: 1e-3 }),
  adamw: () => adamwSchema.parse({ name: 'adamw', learningRate: 1e-3 }),
  nadam: () => nadamSchema.parse({ name: 'nadam', learningRate: 1e-3 }),
  lion: () => lionSchema.parse({ name: 'lion', learningRate: 1e-4 }),
  lamb: () => lambSchema.parse({ name: 'lamb', learningRate: 1e-3 }),
};
