/** The request was wrong; the message is one sentence that names the field or file. Ends with exit code 2. */
export class UsageError extends Error {
  /** @param field what was wrong: an option, or a path into the spec */
  constructor(
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}
