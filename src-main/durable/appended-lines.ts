import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDiskFull } from './disk-full';

const RETRY_MS = 2000;

/**
 * Appends JSON lines to a file that another process follows, in the order in which they were added. On a full disk they
 * wait for space. The file is closed after each write: on a network file system others see it then.
 */
export class AppendedLines {
  readonly #waiting: string[] = [];
  #writing: Promise<void> = Promise.resolve();
  #isTorn = false;
  #fault: unknown;

  constructor(readonly path: string) {}

  add(line: unknown): void {
    this.#waiting.push(JSON.stringify(line));
    this.#writing = this.#writing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0 && this.#fault === undefined) {
      const lines = [...this.#waiting];
      try {
        // A line that was torn stays alone on its line, and is no JSON.
        await appendFile(this.path, `${this.#isTorn ? '\n' : ''}${lines.join('\n')}\n`);
        this.#waiting.splice(0, lines.length);
        this.#isTorn = false;
      } catch (error) {
        this.#isTorn = true;
        if (isDiskFull(error)) await sleep(RETRY_MS);
        else this.#fault = error;
      }
    }
  }

  /**
   * Resolves when all that was added is in the file.
   *
   * @throws the system's error where the file cannot be written any more, its folder being gone, say
   */
  async settled(): Promise<void> {
    await this.#writing;
    if (this.#fault !== undefined) throw this.#fault;
  }
}
