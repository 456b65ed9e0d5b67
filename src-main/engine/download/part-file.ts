import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { renameSynced, syncFile, writeFileAtomically } from '../../durable/atomic-file';
import { isAlive } from '../../durable/alive';
import { errorCode } from '../data/data-error';

/** What is known of where the bytes of a part came from. */
const originSchema = z.object({
  version: z.literal(1),
  address: z.string(),
  /** a strong one only: a weak one does not vouch for bytes */
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** of the whole file that is wanted */
  sha256: z.string(),
});
export type Origin = z.infer<typeof originSchema>;

/** `<name>.<process>-<number>.part`: who writes it is in its name, so that no two ever write the same one. */
const PART = /^(.+)\.(\d+)-(\d+)\.part$/;
const inUse = new Set<string>();
let made = 0;

/** A file that is being fetched: its first bytes, and beside it where they came from. */
export class PartFile {
  private constructor(
    readonly folder: string,
    readonly name: string,
    readonly partName: string,
    readonly file: FileHandle,
    /** bytes that are there */
    public size: number,
    public origin: Origin | undefined,
  ) {}

  /**
   * Goes on with what an ended process left of a file, or begins anew. Of several leftovers the longest is taken and
   * the rest removed. Always `close` it.
   */
  static async open(folder: string, name: string, sha256: string): Promise<PartFile> {
    await mkdir(folder, { recursive: true });
    const partName = `${name}.${process.pid}-${made++}.part`;
    inUse.add(partName);
    try {
      for (const left of await leftovers(folder, name)) await adopt(folder, left, partName);
      const path = join(folder, partName);
      // Neither cut nor appended to: where a write goes is said each time.
      const file = await open(path, (await sizeOf(path)) === undefined ? 'wx+' : 'r+');
      const origin = await readOrigin(`${path}.json`);
      const part = new PartFile(folder, name, partName, file, (await file.stat()).size, origin);
      if (origin?.sha256 !== sha256) await part.empty();
      return part;
    } catch (error) {
      inUse.delete(partName);
      throw error;
    }
  }

  get path(): string {
    return join(this.folder, this.partName);
  }

  /** Throws away what is there. */
  async empty(): Promise<void> {
    await this.file.truncate(0);
    this.size = 0;
    this.origin = undefined;
  }

  /** Begins anew with bytes from there. */
  async restart(origin: Origin): Promise<void> {
    await this.empty();
    await writeFileAtomically(`${this.path}.json`, JSON.stringify(origin));
    this.origin = origin;
  }

  async append(bytes: Uint8Array): Promise<void> {
    let at = 0;
    while (at < bytes.length) {
      const { bytesWritten } = await this.file.write(bytes, at, bytes.length - at, this.size);
      at += bytesWritten;
      this.size += bytesWritten;
    }
  }

  /** Gives the whole file its name. */
  async settle(): Promise<void> {
    await syncFile(this.file, this.path);
    await this.file.close();
    await renameSynced(this.path, join(this.folder, this.name));
    await rm(`${this.path}.json`, { force: true });
  }

  /** Leaves what is there for another time. */
  async close(): Promise<void> {
    inUse.delete(this.partName);
    // Closed already when it was settled.
    await this.file.close().catch(() => undefined);
    if (this.size === 0) await removePart(this.folder, this.partName);
  }
}

/** Parts of a file that nobody writes any more, the longest last. */
async function leftovers(folder: string, name: string): Promise<string[]> {
  const found: { part: string; size: number }[] = [];
  for (const part of await readdir(folder)) {
    const [, its, maker] = PART.exec(part) ?? [];
    if (its !== name || inUse.has(part)) continue;
    const pid = Number(maker);
    // A process with our id that is not us is gone.
    if (pid !== process.pid && isAlive(pid)) continue;
    found.push({ part, size: (await sizeOf(join(folder, part))) ?? 0 });
  }
  return found.sort((a, b) => a.size - b.size).map(({ part }) => part);
}

/** Takes a part over under a name of ours, unless somebody else was faster. */
async function adopt(folder: string, left: string, ours: string): Promise<void> {
  const move = (ending: string) =>
    rename(join(folder, left + ending), join(folder, ours + ending)).then(
      () => true,
      (error: unknown) => {
        if (errorCode(error) === 'ENOENT') return false;
        throw error;
      },
    );
  if ((await move('')) && !(await move('.json'))) await rm(join(folder, `${ours}.json`), { force: true });
}

async function removePart(folder: string, part: string): Promise<void> {
  for (const name of [part, `${part}.json`]) await rm(join(folder, name), { force: true });
}

async function readOrigin(path: string): Promise<Origin | undefined> {
  try {
    return originSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
