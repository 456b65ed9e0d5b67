import { z } from 'zod';
import { checkpointIdSchema, runIdSchema } from '../spec/run-spec';

/** The checkpoint that is asked: one by its id, or which one. */
export const askedCheckpointSchema = z.object({
  run: runIdSchema,
  checkpoint: z.union([checkpointIdSchema, z.enum(['best', 'last'])]),
});
export type AskedCheckpoint = z.infer<typeof askedCheckpointSchema>;

/** The most bytes that the file of a picture to try may have. */
export const MOST_PICTURE_BYTES = 32 * 2 ** 20;

/** The most files of pictures that are asked about at once. */
export const MOST_FILES = 256;

/** The most samples that are asked about at once. */
export const MOST_ROWS = 10_000;

/** How many checkpoints of one run are kept loaded. */
export const LOADED_CHECKPOINTS = 2;

/** What a checkpoint says of one sample. */
export const predictionSchema = z.object({
  checkpoint: checkpointIdSchema,
  /** how likely each class is, 0 to 1, or each value in its own unit; in the order of the run's classes or values */
  answer: z.array(z.number()),
  /** the class that it takes the sample for; of values 0 */
  top: z.int().nonnegative(),
  /** of the forward pass */
  milliseconds: z.number().nonnegative(),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** Small pictures that show what goes on in a model, of one kind and size. */
export const lookMapsSchema = z.object({
  /** index of the layer that they are of; -1 for what the model is shown */
  layer: z.int().min(-1),
  kind: z.enum([
    /** how much the answer moves with each pixel */
    'saliency',
    /** how much each place of a layer speaks for the answer */
    'grad-cam',
    /** the weights of the first convolution: grey is zero, or no colour */
    'filters',
    /** what comes out of a layer */
    'activations',
  ]),
  height: z.int().positive(),
  width: z.int().positive(),
  channels: z.union([z.literal(1), z.literal(3)]),
  /** maps that are there, and how many there would be */
  count: z.int().positive(),
  of: z.int().positive(),
});
export type LookMaps = z.infer<typeof lookMapsSchema>;

/** What a model looked at to come to its answer. */
export const lookSchema = z.object({
  /** which of the outputs it is about: the likeliest class, or the first value */
  output: z.int().nonnegative(),
  /** of that output with respect to each number that the model is shown; empty for pictures */
  gradient: z.array(z.number()),
  maps: z.array(lookMapsSchema),
});
export type Look = z.infer<typeof lookSchema>;

/** What is asked of an engine that has checkpoints loaded. */
export const predictAskSchema = z.discriminatedUnion('type', [
  /** only loads it */
  z.object({ type: z.literal('load') }),
  /** what it makes of samples: their inputs one after the other, bytes for pictures, else numbers */
  z.object({
    type: z.literal('answer'),
    inputs: z.union([z.instanceof(Uint8Array), z.instanceof(Float32Array)]),
  }),
  /** what it makes of pictures' files, each prepared as those that the model was trained on */
  z.object({ type: z.literal('answer-files'), files: z.array(z.instanceof(Uint8Array)).min(1) }),
  /** the pixels of a picture's file, prepared as those that the model was trained on; needs no checkpoint */
  z.object({ type: z.literal('prepare'), file: z.instanceof(Uint8Array), invert: z.boolean().optional() }),
  /** what it looked at in one sample */
  z.object({
    type: z.literal('look'),
    inputs: z.union([z.instanceof(Uint8Array), z.instanceof(Float32Array)]),
  }),
]);
export type PredictAsk = z.infer<typeof predictAskSchema>;

export const predictReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('loaded') }),
  z.object({
    type: z.literal('answers'),
    /** of all samples: see `answersIn` */
    answers: z.instanceof(Float32Array),
    milliseconds: z.number().nonnegative(),
  }),
  z.object({
    type: z.literal('files-answered'),
    /** of all files, in their order; of one that cannot be read, zeros */
    answers: z.instanceof(Float32Array),
    /** files that cannot be read, and why in a few words */
    unread: z.array(z.object({ file: z.int().nonnegative(), message: z.string() })),
  }),
  z.object({ type: z.literal('prepared'), pixels: z.instanceof(Uint8Array) }),
  z.object({
    type: z.literal('looked'),
    look: lookSchema,
    /** of all maps, one after the other, channels last */
    pixels: z.instanceof(Uint8Array),
  }),
  /** it cannot be answered, and why in a few words; others can */
  z.object({ type: z.literal('refused'), message: z.string() }),
]);
export type PredictReply = z.infer<typeof predictReplySchema>;
