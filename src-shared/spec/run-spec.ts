import { z } from 'zod';
import { weightsIdSchema } from '../contract/weights-id';
import { precisionSchema } from '../contract/backend';
import { datasetIdSchema } from '../contract/dataset';
import { augmentSchema } from './augment';
import { specChangesSchema } from './changes';
import { checkpointPolicySchema } from './checkpoint-policy';
import { layerSchema } from './layer';
import { nonFiniteSchema } from './non-finite';
import { optimizerSchema } from './optimizer';
import { bestSchema, earlyStoppingSchema, stopSchema, testSchema } from './stopping';

/** The newest version of the spec that this program writes and reads. */
export const SPEC_VERSION = 1;

export const backendChoiceSchema = z.enum(['auto', 'gpu', 'cpu', 'wasm']);
export type BackendChoice = z.infer<typeof backendChoiceSchema>;

/** A run of this library: the name of its folder. */
export const ownRunIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{3,79}$/, 'a run id has only small letters, digits and "-"');

/** A run of this library, or of another machine's, whose name it then begins with (`machines/machine-id`). */
export const runIdSchema = z
  .string()
  .regex(
    /^(?:[a-z][a-z0-9-]{0,30}:)?[a-z0-9][a-z0-9-]{3,79}$/,
    'a run id has only small letters, digits and "-"',
  );

/** `<ordinal>-<step>`, the name of a checkpoint's folder. */
export const checkpointIdSchema = z.string().regex(/^\d{4,}-\d+$/, 'a checkpoint id looks like 0003-1266');

/** What is made small. On classes, all but the first compare each output with a one-hot target. */
export const lossSchema = z.enum([
  'softmax-cross-entropy',
  'binary-cross-entropy',
  'mean-squared-error',
  'mean-absolute-error',
  'huber',
]);
export type Loss = z.infer<typeof lossSchema>;

/** The most characters that a run's name may have. */
export const MOST_IN_RUN_NAME = 80;

/**
 * A run, as a form, a file or the terminal asks for it. Objects are strict: a misspelt field is an
 * error, not a silent default.
 */
export const runSpecSchema = z.strictObject({
  version: z.literal(SPEC_VERSION).default(SPEC_VERSION),
  name: z.string().trim().min(1).max(MOST_IN_RUN_NAME).optional(),
  data: z.strictObject({ dataset: datasetIdSchema }),
  augment: augmentSchema.prefault({}),
  model: z.strictObject({ layers: z.array(layerSchema).min(1).max(200) }),
  loss: lossSchema.default('softmax-cross-entropy'),
  /** The share of certainty that is taken from the true class and spread over all (optax.smooth_labels). */
  labelSmoothing: z.number().min(0).lt(1).default(0),
  optimizer: optimizerSchema,
  /** What was changed while the run went on, in the order of steps. */
  changes: specChangesSchema.default([]),
  /** A running mean of the weights, which is what is tested and kept as the model; 0 is none. */
  ema: z.number().min(0).lt(1).default(0),
  epochs: z.int().min(1).max(100_000).default(10),
  stop: stopSchema.prefault({}),
  earlyStopping: earlyStoppingSchema.prefault({}),
  best: bestSchema.prefault({}),
  test: testSchema.prefault({}),
  batchSize: z.int().min(1).max(65_536),
  /** Each batch goes through the model in so many parts, one after the other: the same step in less memory. */
  microBatches: z.int().min(1).max(1024).default(1),
  shuffle: z.boolean().default(true),
  /**
   * The share of each class's training samples that is held back to choose the best checkpoint. A dataset that brings a
   * validation part of its own is validated on that.
   */
  validation: z
    .strictObject({
      fraction: z.number().min(0).max(0.9).default(0.1),
      seed: z.int().min(0).default(0),
      /** cross-validation: so many equal parts, of which one is held back instead of a share; 0 is none */
      folds: z.int().min(0).max(100).default(0),
      /** which of them, counted from 0 */
      fold: z.int().min(0).max(99).default(0),
    })
    .default({ fraction: 0.1, seed: 0, folds: 0, fold: 0 }),
  checkpoint: checkpointPolicySchema.default(checkpointPolicySchema.parse({})),
  onNonFinite: nonFiniteSchema.default({ do: 'stop' }),
  /** What is written down beside losses and rates; none of it changes what is learnt. */
  record: z
    .strictObject({
      /** lengths of gradient and weights, and how much a step changes them, every so many steps; 0 is never */
      normsEvery: z.int().min(0).max(1_000_000).default(100),
      /** of each layer's weights and gradients, at the end of each epoch */
      histograms: z.boolean().default(true),
    })
    .default({ normsEvery: 100, histograms: true }),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  backend: backendChoiceSchema.default('auto'),
  precision: precisionSchema.default('float32'),
  /**
   * Where the weights come from. `continue` takes over optimizer state and position as well, so that the
   * run goes on as the parent would have; `weights` begins at step 0 with the checkpoint's weights.
   */
  start: z
    .strictObject({
      run: runIdSchema,
      checkpoint: checkpointIdSchema,
      mode: z.enum(['continue', 'weights']),
      /**
       * What the checkpoint must have of this model's arrays: all of them, all but those of the last layer, which is
       * drawn anew for other classes, or whatever fits by name and shape.
       */
      fit: z.enum(['exact', 'new-head', 'matching']).default('exact'),
    })
    .optional(),
  /** Weights of a file from elsewhere that the run begins with, at step 0. It keeps them in its own folder. */
  weights: z
    .strictObject({
      /** as they were brought into the library */
      file: weightsIdSchema,
      /** of the file, for people */
      name: z.string().min(1).max(300),
      /** see `start.fit` */
      fit: z.enum(['exact', 'new-head', 'matching']).default('exact'),
    })
    .optional(),
});
export type RunSpec = z.infer<typeof runSpecSchema>;
