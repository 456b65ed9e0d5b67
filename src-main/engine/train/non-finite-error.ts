/** Where it was noticed that numbers are none any more; what went wrong first may lie some steps before. */
export type NoticedIn = 'loss' | 'validation loss' | 'weights';

/** The loop cannot go on: a loss or a weight is NaN or infinite. */
export class NonFiniteError extends Error {
  override name = 'NonFiniteError';

  /** @param step after which, or in which, it was noticed; counted from 1 */
  constructor(
    readonly noticedIn: NoticedIn,
    readonly step: number,
    readonly value: number,
  ) {
    super(`the ${noticedIn} became ${value} at step ${step}`);
  }
}

/** Training diverged and does not go on; the message says where, and what to do. */
export class DivergedError extends Error {
  override name = 'DivergedError';
}
