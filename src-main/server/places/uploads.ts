import { mkdtemp, mkdir, open, rm, statfs, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Purpose, UploadPiece } from '@shared/contract/grants';
import { Refusal } from '../../studio/refusal';
import { newSecret } from '../secrets';

/** So much of the disk is left to others. */
const BYTES_LEFT_FREE = 1e9;
/** That a browser may have under way; of more the oldest is given up. */
const MOST_AT_ONCE = 4;

interface UnderWay {
  holder: string;
  purpose: Purpose;
  folder: string;
  path: string;
  file: FileHandle;
  bytes: number;
  received: number;
}

/** What is known of an upload after a piece of it came. */
export interface UploadState {
  upload: string;
  received: number;
  /** where it lies, when all of it is here */
  path: string | undefined;
}

/** A name that is no path and not hidden, whatever a page says that its file is called. */
const plain = (name: string): string =>
  name
    .replaceAll(/[/\\:\p{Cc}]/gu, '-')
    .replace(/^[.\s]+/, '')
    .slice(-200) || 'file';

/** Files that browsers send, in a folder of their own among the system's temporary ones until the program ends. */
export class Uploads {
  #folder: Promise<string> | undefined;
  readonly #underWay = new Map<string, UnderWay>();

  /** Takes the next bytes of a file, the first ones of a new one. @throws Refusal */
  async put(
    holder: string,
    { upload, at, ...told }: Omit<UploadPiece, 'piece'>,
    piece: Uint8Array,
  ): Promise<UploadState> {
    const id = upload ?? (await this.#begin(holder, told));
    const its = this.#underWay.get(id);
    if (its?.holder !== holder) throw new Refusal('This upload is not known any more: send the file again.');
    if (at !== its.received || at + piece.length > its.bytes) {
      await this.#giveUp(id);
      throw new Refusal('The file was changed while it was sent: send it again.');
    }
    its.received += piece.length;
    try {
      for (let done = 0; done < piece.length;) {
        done += (await its.file.write(piece, done, piece.length - done, at + done)).bytesWritten;
      }
    } catch (error) {
      await this.#giveUp(id);
      throw Refusal.of('path', `The file could not be kept: ${error instanceof Error ? error.message : ''}.`);
    }
    if (its.received < its.bytes) return { upload: id, received: its.received, path: undefined };
    this.#underWay.delete(id);
    await its.file.close();
    return { upload: id, received: its.received, path: its.path };
  }

  /** Whether a path is that of an upload of this program. */
  async has(path: string): Promise<boolean> {
    return this.#folder !== undefined && path.startsWith(join(await this.#folder, '/'));
  }

  /** Removes them all. */
  async close(): Promise<void> {
    for (const id of this.#underWay.keys()) await this.#giveUp(id);
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #begin(
    holder: string,
    { purpose, name, bytes }: Pick<UploadPiece, 'purpose' | 'name' | 'bytes'>,
  ): Promise<string> {
    const own = [...this.#underWay].filter(([, its]) => its.holder === holder);
    for (const [id] of own.slice(0, Math.max(0, own.length - MOST_AT_ONCE + 1))) await this.#giveUp(id);
    this.#folder ??= mkdtemp(join(tmpdir(), 'trainyard-uploads-'));
    const root = await this.#folder;
    const { bavail, bsize } = await statfs(root);
    if (bavail * bsize - bytes < BYTES_LEFT_FREE) {
      throw Refusal.of(
        'path',
        `There is not enough space for ${name} in ${tmpdir()}: put it on this machine yourself.`,
      );
    }
    const id = newSecret();
    const folder = join(root, id);
    await mkdir(folder);
    const path = join(folder, plain(name));
    this.#underWay.set(id, {
      holder,
      purpose,
      folder,
      path,
      bytes,
      received: 0,
      file: await open(path, 'wx', 0o600),
    });
    return id;
  }

  async #giveUp(id: string): Promise<void> {
    const its = this.#underWay.get(id);
    if (!its) return;
    this.#underWay.delete(id);
    await its.file.close();
    await rm(its.folder, { recursive: true, force: true });
  }
}
