import type { Reason } from '@shared/contract/import';

/** One file cannot be taken into a dataset: it is set aside, and the import goes on. */
export class FileFault extends Error {
  override readonly name = 'FileFault';

  /** @param message what is wrong with it, in a few words */
  constructor(
    readonly reason: Extract<Reason, 'unreadable' | 'unsupported'>,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
