import { z } from 'zod';

/** Of weights that were brought in: the SHA-256 of their file as it is kept. */
export const weightsIdSchema = z.string().regex(/^[0-9a-f]{64}$/, 'the id of weights is a SHA-256');
