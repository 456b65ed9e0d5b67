/** Cuts a stream of bytes, which comes in pieces of any length, into pieces of one length; the last may be shorter. */
export class Chunks {
  readonly #buffer: Uint8Array;
  #filled = 0;

  /** @param hand is done with its bytes when it resolves */
  constructor(
    length: number,
    readonly hand: (bytes: Uint8Array) => Promise<void>,
  ) {
    this.#buffer = new Uint8Array(length);
  }

  async write(bytes: Uint8Array): Promise<void> {
    let at = 0;
    while (at < bytes.length) {
      const taken = Math.min(bytes.length - at, this.#buffer.length - this.#filled);
      this.#buffer.set(bytes.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === this.#buffer.length) await this.end();
    }
  }

  /** Hands on what is left. */
  async end(): Promise<void> {
    if (this.#filled === 0) return;
    const bytes = this.#buffer.subarray(0, this.#filled);
    this.#filled = 0;
    await this.hand(bytes);
  }
}
