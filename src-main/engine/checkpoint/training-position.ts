import { freshPlateau, plateauStateSchema } from '@shared/schedule/plateau';
import { earlyStateSchema, freshEarly } from '@shared/schedule/early-stopping';
import { targetScaleSchema } from '@shared/contract/checkpoint';
import { epochTimesSchema, noTimes } from '@shared/contract/recorded';
import { bestMetricSchema } from '@shared/spec/stopping';
import { z } from 'zod';

const rollBacksSchema = z.object({ count: z.int().nonnegative(), factor: z.number().positive() });
const noRollBacks = { count: 0, factor: 1 };

const bestSoFarSchema = z.object({
  epoch: z.int().positive(),
  step: z.int().nonnegative(),
  metric: bestMetricSchema,
  value: z.number(),
});

/** Checkpoints of earlier versions knew the validation loss only. */
const fromLoss = (best: unknown): unknown =>
  typeof best === 'object' && best !== null && 'valLoss' in best
    ? { ...best, metric: 'valLoss', value: best.valLoss }
    : best;

/**
 * Where training stands, apart from the arrays: with the spec and the dataset this decides everything that
 * comes after. Nothing of the random generator is here, since it has no state.
 */
export const trainingPositionSchema = z.object({
  version: z.literal(1),
  generation: z.int().positive(),
  /** how steps are run where there is a choice: kept, since the two round differently */
  runner: z.enum(['compiled', 'eager']).optional(),
  /** epochs done as a whole, validation included */
  epoch: z.int().nonnegative(),
  /** steps done of the epoch under way */
  stepInEpoch: z.int().nonnegative(),
  /** steps done since the start: what the optimizer counts */
  step: z.int().nonnegative(),
  /** seconds that the run had spent which this one goes on from: they do not count for a limit in minutes */
  secondsBefore: z.number().nonnegative().default(0),
  /** seconds spent in the run, and in the epoch under way */
  seconds: z.number().nonnegative(),
  epochSeconds: z.number().nonnegative(),
  /** of which training steps, in the epoch under way */
  trainSeconds: z.number().nonnegative(),
  /** where the time of the epoch under way went */
  times: epochTimesSchema.default(noTimes),
  /** sums over the samples of the epoch under way */
  epochSums: z.object({
    samples: z.int().nonnegative(),
    loss: z.number(),
    correct: z.int().nonnegative(),
  }),
  /** what reduce-on-plateau has come to */
  plateau: plateauStateSchema.default(freshPlateau),
  /** what early stopping has come to */
  early: earlyStateSchema.default(freshEarly),
  /** the end of the run was reached: all that belongs to it is done */
  ended: z.boolean().default(false),
  /** how many times the run went back after a loss that was no number, and what that made of the learning rate */
  rollBacks: rollBacksSchema.default(noRollBacks),
  /** how values are scaled for training; left out where classes are predicted */
  targetScale: targetScaleSchema.optional(),
  /** of the run's first step: what a run that learned has come down from; null in older checkpoints */
  firstLoss: z.number().nullable().default(null),
  /** the best on validation data so far, by the metric that the run asks for */
  best: z.preprocess(fromLoss, bestSoFarSchema.nullable()),
});
export type TrainingPosition = z.infer<typeof trainingPositionSchema>;

export const freshPosition = (generation: number): TrainingPosition => ({
  version: 1,
  generation,
  epoch: 0,
  stepInEpoch: 0,
  step: 0,
  secondsBefore: 0,
  seconds: 0,
  epochSeconds: 0,
  trainSeconds: 0,
  times: noTimes(),
  epochSums: { samples: 0, loss: 0, correct: 0 },
  plateau: freshPlateau,
  early: freshEarly,
  ended: false,
  rollBacks: noRollBacks,
  firstLoss: null,
  best: null,
});
