import { z } from 'zod';
import { checkpointIdSchema } from '../../spec/run-spec';
import { askedCheckpointSchema, lookSchema, MOST_FILES, predictionSchema } from '../prediction';
import { binary, method } from './method';

/** Trying a checkpoint out; so far those that tell pictures apart. */
export const predictionMethods = {
  /** Loads a checkpoint, so that the first answer comes at once. It is given free again when nobody asks it for a while. */
  prepare: method.input(askedCheckpointSchema).output(z.object({ checkpoint: checkpointIdSchema })),
  /** What it makes of one sample: the bytes of a picture in the shape that the run was trained on, else little-endian float32. */
  sample: method.input(askedCheckpointSchema.extend({ bytes: binary })).output(predictionSchema),
  /** What it makes of several, one after the other: their answers as little-endian float32, in the same order: see `answersIn`. */
  samples: method.input(askedCheckpointSchema.extend({ bytes: binary })).output(binary),
  /**
   * What it makes of pictures' files, which stand one after the other: answers as little-endian float32 in the same order,
   * and those files that cannot be read, each with a sentence.
   */
  files: method
    .input(
      askedCheckpointSchema.extend({
        bytes: binary,
        lengths: z.array(z.int().nonnegative()).min(1).max(MOST_FILES),
      }),
    )
    .output(
      z.object({
        answers: binary,
        unread: z.array(z.object({ file: z.int().nonnegative(), message: z.string() })),
      }),
    ),
  /** The pixels of a picture's file, prepared as the pictures were that the run was trained on. */
  picture: method
    .input(
      askedCheckpointSchema.extend({
        file: binary,
        /** what messages call it */
        name: z.string().min(1).max(4096).default('This file'),
        /** whether what is dark is made bright before it is fitted in */
        invert: z.boolean().default(false),
      }),
    )
    .output(binary),
  /** What it looked at in one sample. The maps' bytes stand one after the other, channels last. */
  look: method
    .input(askedCheckpointSchema.extend({ bytes: binary }))
    .output(z.object({ look: lookSchema, pixels: binary })),
};
