import { z } from 'zod';

const steps = z.int().min(1).max(100_000_000);
/** A length in steps; left out, it is as long as the run. */
const length = steps.optional();
const share = z.number().min(0).max(1);

export const constantScheduleSchema = z.strictObject({ name: z.literal('constant') });

/** optax.linear_schedule */
export const linearScheduleSchema = z.strictObject({
  name: z.literal('linear'),
  /** what the learning rate ends at, as a share of it */
  endFactor: share.default(0),
  steps: length,
});

/** optax.exponential_decay */
export const exponentialScheduleSchema = z.strictObject({
  name: z.literal('exponential-decay'),
  /** the rate is multiplied by this every `transitionSteps` */
  decayRate: z.number().positive().max(1).default(0.96),
  transitionSteps: steps.default(1000),
  /** in stairs, not smoothly */
  staircase: z.boolean().default(false),
});

/** optax.piecewise_constant_schedule */
export const piecewiseScheduleSchema = z.strictObject({
  name: z.literal('piecewise-constant'),
  /** from each of these steps on the rate is multiplied by its factor, on top of those before */
  boundaries: z
    .array(z.strictObject({ step: steps, factor: z.number().positive().max(100) }))
    .min(1)
    .max(20)
    .refine(
      (list) => list.every(({ step }, index) => index === 0 || step > list[index - 1]!.step),
      'the steps must rise from one to the next',
    ),
});

/** optax.cosine_decay_schedule */
export const cosineScheduleSchema = z.strictObject({
  name: z.literal('cosine'),
  endFactor: share.default(0),
  steps: length,
});

/** optax.warmup_cosine_decay_schedule */
export const warmupCosineScheduleSchema = z.strictObject({
  name: z.literal('warmup-cosine'),
  warmupSteps: steps.default(500),
  startFactor: share.default(0),
  endFactor: share.default(0),
  /** warm-up included */
  steps: length,
});

/** optax.cosine_onecycle_schedule */
export const oneCycleScheduleSchema = z.strictObject({
  name: z.literal('one-cycle'),
  /** the share of the steps in which the rate rises */
  warmupShare: z.number().gt(0).lt(1).default(0.3),
  /** it starts at the learning rate over this */
  divFactor: z.number().min(1).max(1e6).default(25),
  /** and ends at where it started over this */
  finalDivFactor: z.number().min(1).max(1e9).default(1e4),
  steps: length,
});

/** Cosine decay with warm restarts: optax.sgdr_schedule without warm-up. */
export const cosineRestartsScheduleSchema = z.strictObject({
  name: z.literal('cosine-restarts'),
  /** of the first cycle */
  cycleSteps: steps.default(1000),
  /** each cycle is this many times as long as the one before */
  cycleFactor: z.number().min(1).max(10).default(2),
  /** and starts this many times as high */
  peakFactor: z.number().gt(0).max(1).default(1),
  endFactor: share.default(0),
});

/** optax.contrib.reduce_on_plateau, asked once an epoch about the validation loss. */
export const plateauScheduleSchema = z.strictObject({
  name: z.literal('reduce-on-plateau'),
  factor: z.number().gt(0).lt(1).default(0.5),
  /** epochs without improvement before the rate is reduced */
  patience: z.int().min(1).max(10_000).default(3),
  /** an epoch improves when its loss is below best × (1 − this) */
  minImprovement: z.number().min(0).lt(1).default(1e-4),
  /** epochs after a reduction in which nothing is counted */
  cooldown: z.int().min(0).max(10_000).default(0),
  /** the rate never goes below this share of itself */
  endFactor: share.default(0),
});

/** How the learning rate changes while a run goes on. Names and formulas are optax's. */
export const scheduleSchema = z.discriminatedUnion('name', [
  constantScheduleSchema,
  linearScheduleSchema,
  exponentialScheduleSchema,
  piecewiseScheduleSchema,
  cosineScheduleSchema,
  warmupCosineScheduleSchema,
  oneCycleScheduleSchema,
  cosineRestartsScheduleSchema,
  plateauScheduleSchema,
]);
export type Schedule = z.infer<typeof scheduleSchema>;
export type ScheduleName = Schedule['name'];

/** What a freshly chosen schedule of each kind starts as. */
export const newSchedule: Record<ScheduleName, () => Schedule> = {
  constant: () => ({ name: 'constant' }),
  linear: () => linearScheduleSchema.parse({ name: 'linear' }),
  'exponential-decay': () => exponentialScheduleSchema.parse({ name: 'exponential-decay' }),
  'piecewise-constant': () => ({
    name: 'piecewise-constant',
    boundaries: [
      { step: 1000, factor: 0.1 },
      { step: 2000, factor: 0.1 },
    ],
  }),
  cosine: () => cosineScheduleSchema.parse({ name: 'cosine' }),
  'warmup-cosine': () => warmupCosineScheduleSchema.parse({ name: 'warmup-cosine' }),
  'one-cycle': () => oneCycleScheduleSchema.parse({ name: 'one-cycle' }),
  'cosine-restarts': () => cosineRestartsScheduleSchema.parse({ name: 'cosine-restarts' }),
  'reduce-on-plateau': () => plateauScheduleSchema.parse({ name: 'reduce-on-plateau' }),
};
