import { open, readFile } from 'node:fs/promises';
import { crashPoint } from './crash-point';
import { syncFile } from './atomic-file';
import { wholeJsonLines } from './json-lines';

/**
 * A file of JSON lines that only grows. What `append` has come back from survives a power cut; a line that was torn by one
 * is cut off when the file is opened again.
 */
export class JournalFile {
  /** bytes of whole lines */
  #size: number;

  private constructor(
    readonly path: string,
    size: number,
    /** whether something that is no line stands behind them */
    private isTorn: boolean,
  ) {
    this.#size = size;
  }

  /** Opens a journal, which may not be there yet, with the lines that it has. Lines that are no JSON are left out. */
  static async open(path: string): Promise<{ journal: JournalFile; lines: unknown[] }> {
    const bytes = await readFile(path).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    const { lines, size } = wholeJsonLines(bytes);
    return { journal: new JournalFile(path, size, size < bytes.length), lines };
  }

  /** Writes lines, and waits until they are on the disk. When that fails, none of them is there. */
  async append(entries: readonly unknown[]): Promise<void> {
    if (entries.length === 0) return;
    const content = Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    const file = await open(this.path, 'a');
    try {
      if (this.isTorn) await file.truncate(this.#size);
      this.isTorn = true;
      crashPoint('before write', this.path);
      await file.writeFile(content);
      await syncFile(file, this.path);
      this.#size += content.length;
      this.isTorn = false;
    } finally {
      await file.close();
    }
  }
}
