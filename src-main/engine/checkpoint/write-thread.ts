import { Worker } from 'node:worker_threads';

/** What belongs into one file, in parts behind one another, each with a buffer of its own. */
export interface FileParts {
  /** its descriptor */
  file: number;
  parts: Uint8Array[];
}

export interface Written {
  sha256: string;
  bytes: number;
}

interface Done {
  parts: Uint8Array[][];
  written: Written[];
  failed?: { message: string; code: string | undefined };
}

type Order = { file: number; parts: Uint8Array[] }[];

/**
 * What the thread runs. It stands alone, with no import, since its text is handed over: so it is the same in
 * Electron, in Node, bundled or not.
 */
function writeAndHash(load: NodeJS.Require): void {
  const { parentPort } = load('node:worker_threads') as typeof import('node:worker_threads');
  const { createHash } = load('node:crypto') as typeof import('node:crypto');
  const { writeSync } = load('node:fs') as typeof import('node:fs');
  const most = 64 << 20;
  parentPort?.on('message', (order: Order) => {
    const done: Done = { parts: order.map(({ parts }) => parts), written: [] };
    try {
      for (const { file, parts } of order) {
        const hash = createHash('sha256');
        let bytes = 0;
        for (const part of parts) {
          // Neither takes more than 2 GiB at once, which one layer may have.
          for (let from = 0; from < part.byteLength; from += most) {
            const piece = part.subarray(from, from + most);
            for (let at = 0; at < piece.byteLength;) at += writeSync(file, piece, at);
            hash.update(piece);
          }
          bytes += part.byteLength;
        }
        done.written.push({ sha256: hash.digest('hex'), bytes });
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
      done.failed = { message: String(error), code };
    }
    parentPort.postMessage(
      done,
      done.parts.flat().map(({ buffer }) => buffer as ArrayBuffer),
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
   * Writes files. The buffers are lent to the thread meanwhile and come back as new ones, also when it fails.
   *
   * @param onBack is given the parts of each file again
   * @returns what was written into each
   * @throws what went wrong, with its `code`
   */
  write(files: readonly FileParts[], onBack: (parts: Uint8Array[][]) => void): Promise<Written[]> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.#worker.off('message', take);
        this.#worker.off('error', fail);
        this.#worker.off('exit', exited);
        this.#worker.unref();
      };
      const take = ({ parts, written, failed }: Done) => {
        settle();
        onBack(parts);
        if (failed) reject(Object.assign(new Error(failed.message), { code: failed.code }));
        else resolve(written);
      };
      const fail = (error: unknown) => {
        settle();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const exited = () => fail(new Error('the thread that writes checkpoints has ended'));
      // While it writes, the process waits for it.
      this.#worker.ref();
      this.#worker.once('message', take).once('error', fail).once('exit', exited);
      const order: Order = files.map(({ file, parts }) => ({ file, parts }));
      this.#worker.postMessage(
        order,
        order.flatMap(({ parts }) => parts.map(({ buffer }) => buffer as ArrayBuffer)),
      );
    });
  }

  close(): void {
    void this.#worker.terminate();
  }
}
