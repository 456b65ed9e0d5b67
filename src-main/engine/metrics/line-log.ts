import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { GenerationLease } from '../train/generation-lease';

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOSPC';

/**
 * Appends lines of JSON to a file. A line that a crash, or a full disk, tore is ended first, so that it spoils no other.
 */
export class LineLog {
  readonly #file: number;

  /** @param lease the right to write, asked for before each line */
  constructor(
    path: string,
    readonly lease?: Pick<GenerationLease, 'check'>,
  ) {
    this.#file = openSync(path, 'a+');
  }

  #isTorn(): boolean {
    const { size } = fstatSync(this.#file);
    const last = new Uint8Array(1);
    return size > 0 && readSync(this.#file, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
  }

  /**
   * A line for which there is no space is left out: training does not end for it.
   *
   * @throws StaleGenerationError
   */
  add(value: unknown): void {
    this.lease?.check();
    try {
      writeSync(this.#file, `${this.#isTorn() ? '\n' : ''}${JSON.stringify(value)}\n`);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
