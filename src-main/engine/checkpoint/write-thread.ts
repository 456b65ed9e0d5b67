import type { FileHandle } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

interface Order {
  file: number;
  parts: Uint8Array[];
}

interface Done {
  parts: Uint8Array[];
  sha256: string;
  bytes: number;
  failed?: { message: string; code: string | undefined };
}

/**
 * What the thread runs. It stands alone, with no import, since its text is handed over: so it is the same in
 * Electron, in Node, bundled or not.
 */
function writeAndHash(load: NodeJS.Require): void {
  const { parentPort } = load('node:worker_threads') as typeof import('node:worker_threads');
  const { createHash } = load('node:crypto') as typeof import('node:crypto');
  const { writeSync } = load('node:fs') as typeof import('node:fs');
  parentPort?.on('message', ({ file, parts }: Order) => {
    const hash = createHash('sha256');
    const done: Done = { parts, sha256: '', bytes: 0 };
    try {
      for (const part of parts) {
        for (let at = 0; at < part.byteLength;) at += writeSync(file, part, at);
        hash.update(part);
        done.bytes += part.byteLength;
      }
      done.sha256 = hash.digest('hex');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
      done.failed = { message: String(error), code };
    }
    parentPort.postMessage(
      done,
      parts.map(({ buffer }) => buffer as ArrayBuffer),
    );
  });
}

/** Hashes and writes bytes on a thread of its own, so that training pays for neither. One order at a time. */
export class WriteThread {
  readonly #worker = new Worker(`(${writeAndHash.toString()})(require)`, { eval: true });

  constructor() {
    this.#worker.unref();
  }

  /**
   * Writes parts behind one another. Their buffers are lent to the thread meanwhile and come back as new ones, also
   * when it fails.
   *
   * @param parts each with a buffer of its own
   * @param onBack is given the parts again
   * @throws what went wrong, with its `code`
   */
  write(
    file: FileHandle,
    parts: Uint8Array[],
    onBack: (parts: Uint8Array[]) => void,
  ): Promise<{ sha256: string; bytes: number }> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.#worker.off('message', take);
        this.#worker.off('error', fail);
        this.#worker.off('exit', exited);
        this.#worker.unref();
      };
      const take = ({ parts: back, sha256, bytes, failed }: Done) => {
        settle();
        onBack(back);
        if (failed) reject(Object.assign(new Error(failed.message), { code: failed.code }));
        else resolve({ sha256, bytes });
      };
      const fail = (error: unknown) => {
        settle();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const exited = () => fail(new Error('the thread that writes checkpoints has ended'));
      // While it writes, the process waits for it.
      this.#worker.ref();
      this.#worker.once('message', take).once('error', fail).once('exit', exited);
      const order: Order = { file: file.fd, parts };
      this.#worker.postMessage(
        order,
        parts.map(({ buffer }) => buffer as ArrayBuffer),
      );
    });
  }

  close(): void {
    void this.#worker.terminate();
  }
}
