import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { IMPORT_FILE, JOURNAL_FILE, type ImportDocument } from '@shared/contract/interrupted-import';
import { syncFile, writeFileAtomically } from '../../../durable/atomic-file';
import { writingFailed } from '../data-error';

/** What became of a file, in the order of the files. Its stamp is what it was when it was read. */
export type JournalEntry = { path: string; stamp: string } & (
  | {
      kind: 'picture';
      /** of the picture as it was */
      height: number;
      width: number;
      /** of its pixels as they lie in the scratch file, and their CRC-32 */
      channels: 1 | 3;
      crc: number;
    }
  | { kind: 'fault'; reason: 'unreadable' | 'unsupported'; what: string }
);

/** A line of the journal: one picture, or what is wrong with one. */
const lineSchema = z.union([
  z
    .tuple([
      z.string(),
      z.string(),
      z.int().positive(),
      z.int().positive(),
      z.literal([1, 3]),
      z.int().nonnegative(),
    ])
    .transform(([path, stamp, height, width, channels, crc]): JournalEntry => ({
      kind: 'picture',
      path,
      stamp,
      height,
      width,
      channels,
      crc,
    })),
  z
    .tuple([z.string(), z.string(), z.enum(['unreadable', 'unsupported']), z.string()])
    .transform(([path, stamp, reason, what]): JournalEntry => ({ kind: 'fault', path, stamp, reason, what })),
]);

const lineOf = (entry: JournalEntry): string =>
  `${JSON.stringify(
    entry.kind === 'picture'
      ? [entry.path, entry.stamp, entry.height, entry.width, entry.channels, entry.crc]
      : [entry.path, entry.stamp, entry.reason, entry.what],
  )}\n`;

function parseLine(line: string): JournalEntry | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** The lines of a journal up to the first that is torn. */
export async function readJournal(folder: string): Promise<JournalEntry[]> {
  const lines = (await readFile(join(folder, JOURNAL_FILE), 'utf8')).split('\n');
  const entries: JournalEntry[] = [];
  // What stands behind the last line feed is nothing, or torn.
  for (const line of lines.slice(0, -1)) {
    const entry = parseLine(line);
    if (entry === undefined) break;
    entries.push(entry);
  }
  return entries;
}

/** How much work a kill may cost. */
export interface JournalPace {
  milliseconds: number;
  bytes: number;
}
const PACE: JournalPace = { milliseconds: 2000, bytes: 64 * 1024 * 1024 };

/**
 * Writes down what became of each file, a while at a time: first the pixels are on the disk, then the lines that tell of
 * them. What is written while more is decoded costs that nothing. Always `close` it.
 */
export class Journal {
  #lines = '';
  #bytes = 0;
  #at = performance.now();
  #file: FileHandle | undefined;
  #underWay: Promise<void> = Promise.resolve();

  /** @param syncPixels waits until all pixels that were written are on the disk */
  constructor(
    readonly folder: string,
    readonly document: ImportDocument,
    readonly syncPixels: () => Promise<void>,
    readonly pace = PACE,
  ) {}

  /** Whether something is on the disk that an import could go on with. */
  get isBegun(): boolean {
    return this.#file !== undefined;
  }

  /** Takes over what another import has written: the lines that hold. */
  async resume(entries: readonly JournalEntry[]): Promise<void> {
    const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(lineOf(entry)), 0);
    const file = await open(join(this.folder, JOURNAL_FILE), 'a');
    this.#file = file;
    // Before the document tells of another decoder or size: lines of the old ones would be taken for its own.
    await file.truncate(bytes);
    await syncFile(file, JOURNAL_FILE);
    await this.#describe();
  }

  /** @param bytes of pixels */
  add(entry: JournalEntry, bytes: number): void {
    this.#lines += lineOf(entry);
    this.#bytes += bytes;
  }

  get isDue(): boolean {
    return this.#bytes >= this.pace.bytes || performance.now() - this.#at >= this.pace.milliseconds;
  }

  /**
   * Has what was added written down, once what was before is. All its pixels have been handed to the system.
   *
   * @throws DataError when the disk is full, for what was before
   */
  async commit(): Promise<void> {
    await this.#underWay;
    const lines = this.#lines;
    this.#lines = '';
    this.#bytes = 0;
    this.#at = performance.now();
    this.#underWay = this.#write(lines).catch((error: unknown) => {
      throw writingFailed(error, this.folder);
    });
    // Whoever commits next, or closes, hears of it.
    this.#underWay.catch(() => {});
  }

  /** @throws DataError when the disk is full */
  async settled(): Promise<void> {
    await this.#underWay;
  }

  async close(): Promise<void> {
    await this.#underWay.catch(() => {});
    await this.#file?.close();
  }

  async #write(lines: string): Promise<void> {
    await this.syncPixels();
    const file = await this.#open();
    await file.appendFile(lines);
    await syncFile(file, JOURNAL_FILE);
  }

  async #open(): Promise<FileHandle> {
    if (this.#file === undefined) {
      await this.#describe();
      this.#file = await open(join(this.folder, JOURNAL_FILE), 'a');
    }
    return this.#file;
  }

  #describe(): Promise<void> {
    const text = `${JSON.stringify(this.document, undefined, 2)}\n`;
    return writeFileAtomically(join(this.folder, IMPORT_FILE), text);
  }
}
