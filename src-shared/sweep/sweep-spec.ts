import { z } from 'zod';
import { bestMetricSchema } from '../spec/stopping';
import { runSpecSchema } from '../spec/run-spec';
import { migrateSpec } from '../spec/migrate';
import { dimensionSchema } from './space';
import { SOBOL_DIMENSIONS } from './sobol';

export const samplerSchema = z.enum(['grid', 'random', 'sobol', 'tpe', 'cmaes', 'gp']);
export type Sampler = z.infer<typeof samplerSchema>;

export const SAMPLER_NAMES: Record<Sampler, string> = {
  grid: 'Grid',
  random: 'Random',
  sobol: 'Sobol',
  tpe: 'TPE',
  cmaes: 'CMA-ES',
  gp: 'Gaussian process',
};

/** Samplers of Optuna, which look at what earlier trials came to. */
export const optunaSamplerSchema = samplerSchema.extract(['tpe', 'cmaes', 'gp']);
export type OptunaSampler = z.infer<typeof optunaSamplerSchema>;

export const isOfOptuna = (sampler: Sampler): sampler is OptunaSampler =>
  optunaSamplerSchema.safeParse(sampler).success;

/** When trials are ended that will come to nothing. */
export const prunerSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('none') }),
  /**
   * Asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning",
   * https://arxiv.org/abs/1810.05934), one bracket: after minEpochs, minEpochs × reduction, minEpochs × reduction² … epochs
   * a trial goes on only if it is among the best 1 in `reduction` of those that came as far.
   */
  z.strictObject({
    by: z.literal('asha'),
    reduction: z.int().min(2).max(100).default(3),
    minEpochs: z.int().min(1).max(100_000).default(1),
  }),
]);
export type Pruner = z.infer<typeof prunerSchema>;

/** The sweep ends at whichever comes first; what is left out is no limit. */
export const budgetSchema = z.strictObject({
  trials: z.int().min(1, 'there must be at least one trial').max(100_000).optional(),
  /** of training and validation, of all trials together */
  minutes: z.number().positive('there must be more than no minutes').max(525_600).optional(),
  /** of all trials together */
  epochs: z.int().min(1, 'there must be at least one epoch').max(100_000_000).optional(),
});
export type Budget = z.infer<typeof budgetSchema>;

export const SWEEP_VERSION = 1;
export const MOST_IN_SWEEP_NAME = 60;
export const sweepNameSchema = z
  .string()
  .trim()
  .min(1, 'a sweep’s name cannot be empty')
  .max(MOST_IN_SWEEP_NAME, `a sweep’s name has at most ${MOST_IN_SWEEP_NAME} characters`);

/** A sweep, as a form, a file or the terminal asks for it. */
export const sweepSpecSchema = z.strictObject({
  version: z.literal(SWEEP_VERSION).default(SWEEP_VERSION),
  name: sweepNameSchema.optional(),
  /** the run of which fields are varied */
  run: z.preprocess((spec) => migrateSpec(spec), runSpecSchema),
  space: z.array(dimensionSchema).min(1).max(SOBOL_DIMENSIONS),
  sampler: samplerSchema.default('random'),
  /** what the trials are drawn from; each run's own seed is a field of its spec */
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  /** what trials are judged by; left out: what the run chooses its best checkpoint by */
  metric: bestMetricSchema.optional(),
  pruner: prunerSchema.default({ by: 'none' }),
  budget: budgetSchema.prefault({}),
});
export type SweepSpec = z.infer<typeof sweepSpecSchema>;
/** As a person would write it. */
export type WrittenSweep = z.input<typeof sweepSpecSchema>;

export const metricOf = ({ metric, run }: Pick<SweepSpec, 'metric' | 'run'>) => metric ?? run.best.metric;

/** Whether it does nothing but repeat a run with other seeds. */
export const isOfSeeds = ({ space }: Pick<SweepSpec, 'space'>): boolean =>
  space.length === 1 && space[0]?.field === 'seed';
