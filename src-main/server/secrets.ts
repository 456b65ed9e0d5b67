import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret nobody can guess, fit for an address and a header. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Whether two secrets are equal, in a time that does not tell how far they agree. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
