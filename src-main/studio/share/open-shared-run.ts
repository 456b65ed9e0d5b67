import { createHash } from 'node:crypto';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { ENDED_STATES, runDocumentSchema, type RunSummary } from '@shared/contract/run';
import {
  MANIFEST_BYTES,
  MANIFEST_NAME,
  runFileManifestSchema,
  type RunFileManifest,
} from '@shared/open/run-file';
import { syncFile } from '../../durable/atomic-file';
import { isDiskFull } from '../../durable/disk-full';
import { DataError } from '../../faults/data-error';
import { beginsAsZip, ZipArchive, ZipEntryError } from '../../zip/zip-archive';
import type { ZipEntry } from '../../zip/zip-directory';
import { entryBytes } from '../../zip/zip-entry-stream';
import { bringRunFolder } from '../bring-run-folder';
import { bytesFree } from '../library';
import { readDocument } from '../read-document';
import { Refusal } from '../refusal';
import type { Runs } from '../runs/runs';

const damaged = (path: string, what: string) =>
  Refusal.of('path', `${path} is damaged: ${what}. Get the file again; nothing was taken from it.`);

/** What the file says that it holds, held against what it does hold. */
async function readManifest(
  zip: ZipArchive,
): Promise<{ manifest: RunFileManifest; entries: ReadonlyMap<string, ZipEntry> }> {
  const entries = new Map(zip.entries.map((entry) => [entry.path, entry]));
  const list = entries.get(MANIFEST_NAME);
  if (list === undefined || list.bytes > MANIFEST_BYTES) {
    throw Refusal.of('path', `${zip.path} is a zip file, but holds no run of Trainyard.`);
  }
  let said: unknown;
  try {
    said = JSON.parse(Buffer.from(await zip.read(list)).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ZipEntryError) {
      throw damaged(zip.path, 'its list of files cannot be read');
    }
    throw error;
  }
  const parsed = runFileManifestSchema.safeParse(said);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw Refusal.of(
      'path',
      `${zip.path} holds no run that can be opened: ${issue?.path.join('.') || 'its list'}: ${issue?.message}.`,
    );
  }
  const manifest = parsed.data;
  const named = new Set([MANIFEST_NAME, ...manifest.files.map(({ path }) => path)]);
  const stranger = zip.entries.find(({ path, isLink }) => isLink || !named.has(path));
  if (stranger) {
    throw Refusal.of(
      'path',
      `${zip.path} was not opened: it holds “${stranger.path.slice(0, 100)}”, which is no file of its run.`,
    );
  }
  for (const { path, bytes } of manifest.files) {
    if (entries.get(path)?.bytes !== bytes) throw damaged(zip.path, `${path} is missing or of another size`);
  }
  return { manifest, entries };
}

/** Unpacks one file, and holds what came out against its hash. */
async function unpack(
  zip: ZipArchive,
  entry: ZipEntry,
  to: string,
  { path, sha256 }: RunFileManifest['files'][number],
): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const [file, hash] = [await open(to, 'wx'), createHash('sha256')];
  try {
    for await (const piece of entryBytes(zip.file, entry, zip.path)) {
      hash.update(piece);
      await file.writeFile(piece);
    }
    await syncFile(file, to);
  } finally {
    await file.close();
  }
  if (hash.digest('hex') !== sha256) throw damaged(zip.path, `${path} is not what was shared`);
}

async function refuseTwice(runs: Runs, { run }: RunFileManifest): Promise<void> {
  const known = runs.store.find(run);
  if (known) {
    throw Refusal.of('path', `This run is in the library already, as ${known.name}: nothing was changed.`);
  }
  if (await stat(join(runs.options.library.bin, run)).catch(() => undefined)) {
    throw Refusal.of('path', 'This run is in the bin: bring it back from there, in Settings.');
  }
}

async function takeOver(zip: ZipArchive, runs: Runs): Promise<RunSummary> {
  const { library } = runs.options;
  const { manifest, entries } = await readManifest(zip);
  await refuseTwice(runs, manifest);
  const needed = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (needed > (await bytesFree(library))) {
    throw Refusal.of('path', `${manifest.name} needs more space than is free on the library's disk.`);
  }
  const folder = await bringRunFolder(library, {
    run: manifest.run,
    twice: 'This run is being opened already.',
    fill: async (staging) => {
      for (const file of manifest.files) {
        await unpack(zip, entries.get(file.path)!, join(staging, file.path), file);
      }
      const document = await readDocument(join(staging, 'run.json'), runDocumentSchema);
      if (document?.id !== manifest.run || !ENDED_STATES.includes(document.state)) {
        throw Refusal.of(
          'path',
          `${zip.path} was not opened: its run.json is not one that this version of Trainyard reads.`,
        );
      }
    },
  });
  const summary = await runs.folders.takeInForeign(folder);
  await runs.news.say(runs.record(summary.id), `Opened from a file that was shared at ${manifest.sharedAt}.`);
  return summary;
}

/**
 * Takes a run out of a file into the library: all of it, or nothing.
 *
 * @param path absolute, on this machine
 * @throws Refusal in one sentence, when it is no such file, damaged, hostile, or its run is here already
 */
export async function openSharedRun(runs: Runs, path: string): Promise<RunSummary> {
  if (!isAbsolute(path)) throw Refusal.of('path', `${path} is no absolute path.`);
  try {
    if (!(await beginsAsZip(path))) {
      throw Refusal.of(
        'path',
        `${path} is no run that Trainyard shared: choose a file whose name ends with .trainyard-run.`,
      );
    }
    const zip = await ZipArchive.open(path);
    try {
      return await takeOver(zip, runs);
    } finally {
      await zip.close();
    }
  } catch (error) {
    if (error instanceof DataError) throw Refusal.of('path', error.message);
    if (isDiskFull(error)) throw Refusal.of('path', 'The disk is full: nothing was taken from the file.');
    throw error;
  }
}
