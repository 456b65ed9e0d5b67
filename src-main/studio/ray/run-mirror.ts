import { appendFile, mkdir, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckpointDocument } from '@shared/contract/checkpoint';
import { broughtLineSchema, RAY_FILES } from '@shared/contract/ray-job';
import { checkpointIdSchema } from '@shared/spec/run-spec';
import { renameSynced, syncFile, writeFileAtomically } from '../../durable/atomic-file';
import { isDiskFull } from '../../durable/disk-full';
import { wholeJsonLines } from '../../durable/json-lines';
import { namesIn } from '../../durable/names-in';
import { whyNotRead } from '../../durable/read-fault';
import { errorCode } from '../../faults/data-error';
import { checkpointFolder, readDocumentOf } from '../checkpoints';
import { copyFolder } from '../copy-folder';
import { copyVerified, isSameStamp, stampOf, type FileStamp } from '../move/copy-verified';
import { verifyFiles } from '../verify-checkpoint';

/** So much of a log's end is compared before something is put behind it. */
const COMPARED_BYTES = 4096;
/** A network file system may need a moment until it shows what another machine has written. */
const READ_TRIES = 4;
export const RETRY_MS = 500;

const isPassing = (name: string) => name.startsWith('.') || name.endsWith('.tmp');
/** Whether the other checkpoint is the newer one, by their ids. */
const isBehind = (id: string, other: string) => other.localeCompare(id, 'en', { numeric: true }) > 0;
const isLog = (name: string) => /\.(log|jsonl)$/.test(name);

const whereThereIs = async (path: string): Promise<FileHandle | undefined> =>
  open(path, 'r').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });

async function read(file: FileHandle, from: number, count: number): Promise<Buffer> {
  const bytes = Buffer.alloc(count);
  for (let at = 0; at < count;) {
    const { bytesRead } = await file.read(bytes, at, count - at, from + at);
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}

/** What is to be written so that a log is the other one. */
interface LogChange {
  target: string;
  /** undefined: the log as a whole is another one */
  behind: number | undefined;
  bytes: Buffer;
}

async function changeOf(source: string, target: string): Promise<LogChange | undefined> {
  const file = await whereThereIs(source);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const own = await whereThereIs(target);
    let behind: number | undefined;
    if (own) {
      try {
        const known = (await own.stat()).size;
        const compared = Math.min(known, COMPARED_BYTES);
        const [here, there] = [
          await read(own, known - compared, compared),
          await read(file, known - compared, compared),
        ];
        if (size >= known && here.equals(there)) behind = known;
      } finally {
        await own.close();
      }
    }
    if (behind === size) return undefined;
    return { target, behind, bytes: await read(file, behind ?? 0, size - (behind ?? 0)) };
  } finally {
    await file.close();
  }
}

async function carryOut({ target, behind, bytes }: LogChange): Promise<void> {
  if (behind === undefined) return writeFileAtomically(target, bytes);
  const file = await open(target, 'r+');
  try {
    await file.write(bytes, 0, bytes.length, behind);
  } finally {
    await file.close();
  }
}

async function settle(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await syncFile(file, path);
  } finally {
    await file.close();
  }
}

/** Brings over what an engine on another machine writes into a run's folder, while it does. */
export class RunMirror {
  /** of files that are written as a whole, as they were when they were brought */
  readonly #taken = new Map<string, FileStamp>();
  /** checkpoints that are here, or were */
  readonly #brought = new Set<string>();

  /**
   * @param there the run's folder that the engine writes into
   * @param here the run's folder in the library
   */
  constructor(
    readonly there: string,
    readonly here: string,
    readonly retryMs = RETRY_MS,
  ) {}

  get #journal(): string {
    return join(dirname(this.there), RAY_FILES.brought);
  }

  async #note(ids: readonly string[]): Promise<void> {
    const fresh = ids.filter((id) => !this.#brought.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) this.#brought.add(id);
    const lines = fresh.map((checkpoint) => `${JSON.stringify({ checkpoint })}\n`);
    // What is not written down is brought a second time at the worst.
    await appendFile(this.#journal, lines.join('')).catch(() => {});
  }

  /** Takes the checkpoints up to this one for brought: they came from here, and those that are gone stay gone. */
  async passOver(upTo: string): Promise<void> {
    await this.#note((await this.#idsThere()).filter((id) => !isBehind(upTo, id)));
  }

  /** Takes for brought what was so before this studio was started, and so may be gone here because nobody wanted it. */
  async recall(): Promise<void> {
    const written = await readFile(this.#journal).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    for (const line of wholeJsonLines(written).lines) {
      const parsed = broughtLineSchema.safeParse(line);
      if (parsed.success) this.#brought.add(parsed.data.checkpoint);
    }
  }

  /**
   * Brings over what there is of metrics by now.
   *
   * @param isSettled whether to wait until it is on the disk: a resume goes on behind a checkpoint, and rows before it
   *   that are not there would be missing for good
   * @returns files that changed while they were read, and were left for the next time
   */
  async metrics(isSettled: boolean): Promise<string[]> {
    const [from, to] = [join(this.there, 'metrics'), join(this.here, 'metrics')];
    const names = (await namesIn(from)).filter((name) => !isPassing(name));
    if (names.length === 0) return [];
    await mkdir(to, { recursive: true });
    // A log that was compacted says so, and what it was compacted into is there by then: so logs are read before that is
    // brought over, and written behind it.
    const changes: LogChange[] = [];
    for (const name of names.filter(isLog)) {
      const change = await changeOf(join(from, name), join(to, name));
      if (change) changes.push(change);
    }
    const unsteady: string[] = [];
    for (const name of names.filter((its) => !isLog(its))) {
      if (!(await this.#whole(join(from, name), join(to, name)))) unsteady.push(name);
    }
    for (const change of changes) await carryOut(change);
    if (isSettled) for (const name of names.filter(isLog)) await settle(join(to, name));
    return unsteady;
  }

  /** @returns whether the file is here as it is there, if it is there at all */
  async #whole(source: string, target: string): Promise<boolean> {
    const stamp = await stampOf(source).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    const known = this.#taken.get(source);
    if (stamp === undefined || (known && isSameStamp(known, stamp))) return true;
    const taken = await copyVerified(source, target);
    if (taken) this.#taken.set(source, taken);
    return taken !== undefined;
  }

  /**
   * Brings over a checkpoint, which is here whole or not at all.
   *
   * @returns what is wrong with it, in a few words; empty when it is here
   */
  async checkpoint(id: string): Promise<string> {
    const target = checkpointFolder(this.here, id);
    if (await readDocumentOf(target)) {
      await this.#note([id]);
      return '';
    }
    const source = checkpointFolder(this.there, id);
    const staging = join(this.here, 'checkpoints', `.${id}.coming.tmp`);
    let problem = '';
    for (let tries = 1; tries <= READ_TRIES; tries++) {
      if (tries > 1) await sleep(tries * this.retryMs);
      const document = await readDocumentOf(source);
      if (document === undefined) {
        problem = 'it cannot be read';
        continue;
      }
      await mkdir(join(this.here, 'checkpoints'), { recursive: true });
      await rm(staging, { recursive: true, force: true });
      problem = await this.#copied(source, staging, document);
      if (problem === '') {
        await renameSynced(staging, target);
        await this.#note([id]);
        return '';
      }
    }
    await rm(staging, { recursive: true, force: true });
    return problem;
  }

  /** @returns what is wrong with the copy, in a few words; empty when it is as it was written there */
  async #copied(source: string, staging: string, document: CheckpointDocument): Promise<string> {
    try {
      await copyFolder(source, staging);
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined || isDiskFull(error)) throw error;
      return whyNotRead(code);
    }
    const files = await verifyFiles(staging, document);
    return files.find(({ problem }) => problem !== '')?.problem ?? '';
  }

  /**
   * Brings over all checkpoints that were not brought yet.
   *
   * @param upTo only those up to this one
   * @returns what is wrong with those that could not be, in a few words; empty when all are here
   */
  async checkpoints(upTo?: string): Promise<string> {
    const problems: string[] = [];
    for (const id of await this.#idsThere()) {
      if (this.#brought.has(id) || (upTo !== undefined && isBehind(upTo, id))) continue;
      const problem = await this.checkpoint(id);
      if (problem !== '') problems.push(`checkpoint ${id}: ${problem.replace(/\.$/, '')}`);
    }
    return problems.join('; ');
  }

  /** Whether a checkpoint lies there that is newer than this one. @param than undefined: than none */
  async hasNewer(than: string | undefined): Promise<boolean> {
    return (await this.#idsThere()).some((id) => than === undefined || isBehind(than, id));
  }

  async #idsThere(): Promise<string[]> {
    const names = await namesIn(join(this.there, 'checkpoints'));
    return names.filter((name) => checkpointIdSchema.safeParse(name).success);
  }

  /** Removes there what was brought over and is kept here no longer, but for the newest one, which the engine may need. */
  async removeUnkept(newest: string): Promise<void> {
    // What cannot be listed now is removed another time.
    for (const id of await this.#idsThere().catch(() => [])) {
      if (id === newest || !this.#brought.has(id)) continue;
      if (await readDocumentOf(checkpointFolder(this.here, id))) continue;
      await rm(checkpointFolder(this.there, id), { recursive: true, force: true }).catch(() => {});
    }
  }

  /**
   * Brings over all that there is, when nobody writes there any more.
   *
   * @returns what could not be brought, in a few words; empty when all of it is here, and may go there
   * @throws what the system says, where it cannot be told what there is
   */
  async rest(): Promise<string> {
    let unsteady: string[] = [];
    for (let tries = 1; tries <= READ_TRIES; tries++) {
      if (tries > 1) await sleep(tries * this.retryMs);
      unsteady = await this.metrics(true);
      const diverged = 'diverged.json';
      if (!(await this.#whole(join(this.there, diverged), join(this.here, diverged))))
        unsteady.push(diverged);
      if (unsteady.length === 0) break;
    }
    const changing = unsteady.map((name) => `${name}: it changes while it is read`);
    return [...changing, await this.checkpoints()].filter(Boolean).join('; ');
  }
}
