import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../durable/atomic-file';
import { readDocument } from '../read-document';
import { Mirror, mirrorDocumentSchema } from './mirror';

/** A machine that tells of each epoch is not written down for each. */
const WRITE_EVERY_MS = 15_000;

/** `machines/<name>.json`: what is known of a machine, for the next start. It may be deleted at any time. */
export class MirrorFile {
  readonly #path: string;
  #written = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isGone = false;

  private constructor(
    readonly folder: string,
    name: string,
    readonly mirror: Mirror,
  ) {
    this.#path = join(folder, `${name}.json`);
  }

  static async open(programFolder: string, name: string): Promise<MirrorFile> {
    const folder = join(programFolder, 'machines');
    const document = await readDocument(join(folder, `${name}.json`), mirrorDocumentSchema);
    return new MirrorFile(folder, name, Mirror.from(document));
  }

  /** Has what is known written down before long. */
  later(): void {
    if (this.#isGone || this.#timer !== undefined || this.mirror.changes === this.#written) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, WRITE_EVERY_MS).unref();
  }

  /** Writes down what is known. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isGone && this.mirror.changes !== this.#written) void this.#write();
    await this.#writing;
  }

  async remove(): Promise<void> {
    this.#isGone = true;
    await this.close();
    await rm(this.#path, { force: true });
  }

  #write(): Promise<void> {
    const { changes } = this.mirror;
    const document = this.mirror.document();
    if (document === undefined) return Promise.resolve();
    this.#written = changes;
    this.#writing = this.#writing
      .then(async () => {
        await mkdir(this.folder, { recursive: true });
        await writeFileAtomically(this.#path, JSON.stringify(document), 0o600);
      })
      // It is fetched anew when the machine is reached again.
      .catch((error: unknown) => console.error('What is known of a machine could not be kept.', error));
    return this.#writing;
  }
}
