import { oneLine } from '../faults/one-line';

/** A file that no weights can be taken of. The message is one sentence that names what is wrong. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';

  constructor(message: string) {
    super(oneLine(message));
  }
}
