import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  IMPORT_FILE,
  importDocumentSchema,
  JOURNAL_FILE,
  KEPT_MS,
  STAGING_NAME,
  type InterruptedImport,
} from '@shared/contract/interrupted-import';
import { isAlive } from '../durable/alive';
import { readDocument } from './read-document';
import { NotFound, Refusal } from './refusal';

const LINE_FEED = 10;

/** Whether an engine works in a staging folder. */
const isInUse = (id: string): boolean => isAlive(Number(STAGING_NAME.exec(id)?.[1]));

/** Imports whose engine is gone and that can go on, the latest first. */
export async function interruptedImports(datasetsFolder: string): Promise<InterruptedImport[]> {
  const names = await readdir(datasetsFolder).catch(() => []);
  const left = names.filter((name) => STAGING_NAME.test(name) && !isInUse(name));
  const found = await Promise.all(left.map((id) => describe(datasetsFolder, id).catch(() => undefined)));
  return found.filter((one) => one !== undefined).toSorted((a, b) => b.stoppedAt - a.stoppedAt);
}

/** One of them. @throws NotFound */
export async function interruptedImport(datasetsFolder: string, id: string): Promise<InterruptedImport> {
  const found = (await interruptedImports(datasetsFolder)).find((one) => one.id === id);
  if (!found) throw new NotFound('This import cannot go on: it is done, goes on already, or is too old.');
  return found;
}

/** @throws Refusal where it goes on already */
export async function discardInterrupted(datasetsFolder: string, id: string): Promise<void> {
  if (isInUse(id)) throw Refusal.of('id', 'This import goes on already: cancel it instead.');
  await rm(join(datasetsFolder, id), { recursive: true, force: true });
}

async function describe(datasetsFolder: string, id: string): Promise<InterruptedImport | undefined> {
  const folder = join(datasetsFolder, id);
  const document = await readDocument(join(folder, IMPORT_FILE), importDocumentSchema);
  if (document === undefined) return undefined;
  const journal = join(folder, JOURNAL_FILE);
  const { mtimeMs, size } = await stat(journal);
  if (size === 0 || Date.now() - mtimeMs > KEPT_MS) return undefined;
  const sizes = await Promise.all((await readdir(folder)).map((name) => stat(join(folder, name))));
  return {
    id,
    request: document.request,
    done: Math.min(document.total, await linesIn(journal)),
    total: document.total,
    bytes: sizes.reduce((sum, one) => sum + one.size, 0),
    stoppedAt: mtimeMs,
  };
}

async function linesIn(path: string): Promise<number> {
  let lines = 0;
  for await (const piece of createReadStream(path)) {
    if (!Buffer.isBuffer(piece)) continue;
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, at + 1)) lines++;
  }
  return lines;
}
