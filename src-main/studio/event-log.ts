import { appendFile, readFile } from 'node:fs/promises';
import { runEventSchema, type RunEvent } from '@shared/contract/run';
import { isDiskFull } from '../durable/disk-full';

/** What happened in a run, and when: one JSON object a line. */
export class EventLog {
  #writing: Promise<void> = Promise.resolve();
  /** lines that the disk had no space for */
  readonly #unwritten: string[] = [];
  /** whether the file ends within a line; not known before the first is written */
  #isTorn: boolean | undefined;

  constructor(readonly path: string) {}

  /** On a full disk the line waits for the next one; it is among those that are read all the same. */
  async add(event: RunEvent): Promise<void> {
    this.#unwritten.push(JSON.stringify(event));
    this.#writing = this.#writing.catch(() => {}).then(() => this.#write());
    await this.#writing;
  }

  async #write(): Promise<void> {
    const lines = [...this.#unwritten];
    if (lines.length === 0) return;
    this.#isTorn ??= await this.#endsWithin();
    try {
      // A line that was torn stays alone on its line.
      await appendFile(this.path, `${this.#isTorn ? '\n' : ''}${lines.join('\n')}\n`);
      this.#unwritten.splice(0, lines.length);
      this.#isTorn = false;
    } catch (error) {
      this.#isTorn = true;
      if (!isDiskFull(error)) throw error;
    }
  }

  #text(): Promise<string> {
    return readFile(this.path, 'utf8').catch(() => '');
  }

  async #endsWithin(): Promise<boolean> {
    const text = await this.#text();
    return text !== '' && !text.endsWith('\n');
  }

  /** Lines that a crash tore are left out. */
  async read(): Promise<RunEvent[]> {
    const text = await this.#text();
    return [...text.split('\n'), ...this.#unwritten].flatMap((line) => {
      try {
        return [runEventSchema.parse(JSON.parse(line))];
      } catch {
        return [];
      }
    });
  }
}
