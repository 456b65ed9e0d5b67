/** A request that cannot be answered as it is. */
export class HttpRefusal extends Error {
  /**
   * @param message one sentence
   * @param field what of the request is wrong, such as `rows[0].size`
   */
  constructor(
    readonly status: number,
    message: string,
    readonly field?: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
