import { z } from 'zod';

/** What lies beside a picture that was moved: black, or its outermost pixels again. */
export const outsideSchema = z.enum(['black', 'edge']);
export type Outside = z.infer<typeof outsideSchema>;

/**
 * How training pictures are changed at random, anew in each epoch; validation and test pictures never are. Each value is
 * the most that is done, either way, and 0 is none. In the order in which they are done: flip, zoom, shear, rotate,
 * shift and crop in one resampling; contrast, brightness, noise, cutout; mixup.
 */
export const augmentSchema = z.strictObject({
  /** share of the picture's side, each way along both */
  shift: z.number().min(0).max(1).default(0),
  /** degrees */
  rotate: z.number().min(0).max(180).default(0),
  /** share by which it becomes larger or smaller */
  zoom: z.number().min(0).max(0.9).default(0),
  /** degrees by which upright lines lean */
  shear: z.number().min(0).max(60).default(0),
  /** left for right, every other time */
  flipHorizontal: z.boolean().default(false),
  /** top for bottom, every other time */
  flipVertical: z.boolean().default(false),
  /** pixels that are added on each side before a piece of the old size is cut out: whole pixels are shifted */
  crop: z.int().min(0).max(256).default(0),
  outside: outsideSchema.default('black'),
  /** share of the whole range from black to white that is added */
  brightness: z.number().min(0).max(1).default(0),
  /** share by which distances from the picture's mean grow or shrink */
  contrast: z.number().min(0).max(1).default(0),
  /** standard deviation of normal noise, as a share of the range from black to white */
  noise: z.number().min(0).max(1).default(0),
  /** side of a black rectangle, as a share of the picture's (DeVries and Taylor 2017) */
  cutout: z.number().min(0).max(1).default(0),
  /** α of the Beta(α, α) by whose numbers two pictures and their classes are mixed (Zhang et al. 2018) */
  mixup: z.number().min(0).max(10).default(0),
});
export type Augment = z.infer<typeof augmentSchema>;

/** Pictures as they are. */
export const NO_AUGMENT: Augment = augmentSchema.parse({});

/** Whether a picture is changed by itself. */
export const changesPictures = ({ mixup: _, outside: __, ...rest }: Augment): boolean =>
  Object.values(rest).some(Boolean);

/** Whether anything at all is done to samples. */
export const isAugmenting = (augment: Augment): boolean => changesPictures(augment) || augment.mixup > 0;
