import { access, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { CheckpointDocument, ForeignCheckpoint } from '@shared/contract/checkpoint';
import { runDocumentSchema, type RunDocument, type RunSummary } from '@shared/contract/run';
import { bringRunFolder } from './bring-run-folder';
import { findCheckpoints, lastOf, readDocumentOf } from './checkpoints';
import { copyFolder } from './copy-folder';
import type { Datasets } from './datasets';
import { bytesOfFolder } from './folder-bytes';
import { readLabels } from './labels-file';
import { bytesFree, type Library } from './library';
import { readDocument } from './read-document';
import { Refusal } from './refusal';
import type { RunFolders } from './runs/run-folders';
import type { Runs } from './runs/runs';
import { verifyFiles } from './verify-checkpoint';

interface Found {
  /** of the checkpoint */
  folder: string;
  document: CheckpointDocument;
  run: { folder: string; document: RunDocument } | undefined;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
const refuse = (sentence: string) => Refusal.of('path', sentence);

/** Checkpoints that lie elsewhere: they are looked at where they are, and their runs brought in whole or not at all. */
export class ForeignCheckpoints {
  constructor(
    readonly library: Library,
    readonly runs: Pick<Runs, 'list' | 'bin'> & { folders: Pick<RunFolders, 'takeInForeign'> },
    readonly datasets: Pick<Datasets, 'list'>,
  ) {}

  /**
   * Looks at a checkpoint's folder, or one of its files, or a run's folder, of which it is the last one.
   *
   * @throws Refusal in one sentence when there is none
   */
  async lookAt(path: string): Promise<ForeignCheckpoint> {
    const { folder, document, run } = await this.#find(path);
    const { id, epoch, step, metrics, savedAt } = document;
    return {
      path: folder,
      id,
      epoch,
      step,
      metrics,
      savedAt,
      files: (await verifyFiles(folder, document)).map(({ name, bytes, problem }) => ({
        name,
        bytes,
        problem,
      })),
      run: run ? await this.#tellOf(run) : null,
      isHere: this.#has((run?.document ?? { id: document.run }).id),
    };
  }

  /**
   * Copies the run around a checkpoint into this library. It is there under its name only when all of it is.
   *
   * @throws Refusal in one sentence; nothing is left behind then
   */
  async bring(path: string): Promise<RunSummary> {
    const { folder, run } = await this.#find(path);
    if (!run)
      throw refuse(`The run of ${folder} is not around it: choose the folder that its run.json lies in.`);
    const { id } = run.document;
    const { obstacle } = await this.#tellOf(run);
    if (obstacle !== '') throw refuse(obstacle);
    const folderHere = await bringRunFolder(this.library, {
      run: id,
      twice: 'It is just being brought in.',
      fill: async (staging) => {
        await copyFolder(run.folder, staging);
        await this.#check(staging, id);
      },
    }).catch((error: unknown) => {
      if (error instanceof Refusal) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw refuse(`It could not be copied: ${why}`);
    });
    return this.runs.folders.takeInForeign(folderHere);
  }

  #has(run: string): boolean {
    return this.runs.list().some(({ id }) => id === run);
  }

  async #find(path: string): Promise<Found> {
    const asked = resolve(path);
    const found = await stat(asked).catch(() => undefined);
    if (!found) throw refuse(`There is nothing at ${asked}.`);
    const folder = found.isDirectory() ? asked : dirname(asked);
    if (!(await isThere(join(folder, 'checkpoint.json')))) return this.#lastOfRun(folder);
    const document = await readDocumentOf(folder);
    if (!document) throw refuse(`${join(folder, 'checkpoint.json')} is damaged, or of another version.`);
    const runFolder = dirname(dirname(folder));
    const run = await readDocument(join(runFolder, 'run.json'), runDocumentSchema);
    const isAround =
      run !== undefined && run.id === document.run && basename(dirname(folder)) === 'checkpoints';
    return { folder, document, run: isAround ? { folder: runFolder, document: run } : undefined };
  }

  async #lastOfRun(folder: string): Promise<Found> {
    const document = await readDocument(join(folder, 'run.json'), runDocumentSchema);
    if (!document) {
      throw refuse(`${folder} is neither a checkpoint’s folder, with a checkpoint.json, nor a run’s.`);
    }
    const last = lastOf(await findCheckpoints(folder));
    if (!last) throw refuse(`The run in ${folder} has no checkpoint that can be used.`);
    return { folder: last.folder, document: last.document, run: { folder, document } };
  }

  async #tellOf({
    folder,
    document,
  }: NonNullable<Found['run']>): Promise<NonNullable<ForeignCheckpoint['run']>> {
    const { id, spec, datasetName } = document;
    const bytes = await bytesOfFolder(folder);
    const datasets = await this.datasets.list();
    return {
      id,
      name: (await readLabels(folder, spec.name ?? id)).name,
      datasetName,
      checkpoints: (await findCheckpoints(folder)).length,
      bytes,
      hasData: datasets.some((one) => one.id === spec.data.dataset),
      obstacle: await this.#obstacle(document, bytes),
    };
  }

  async #obstacle({ id, state }: RunDocument, bytes: number): Promise<string> {
    if (this.#has(id)) return 'This run is in this library already.';
    const discarded = await this.runs.bin.list();
    if (discarded.some(({ run }) => run === id)) return 'This run lies in the bin: bring it back from there.';
    if (await isThere(join(this.library.runs, id)))
      return 'A folder of its name is in the way in this library.';
    if (state === 'queued' || state === 'starting' || state === 'running') {
      return 'This run waits or trains where it lies: pause it there first.';
    }
    const free = await bytesFree(this.library);
    return bytes > free ? 'The disk of this library has not enough space for it.' : '';
  }

  /** What was copied has to be what was there: each sound checkpoint is verified anew. */
  async #check(folder: string, id: string): Promise<void> {
    const document = await readDocument(join(folder, 'run.json'), runDocumentSchema);
    if (document?.id !== id) throw refuse('It was changed while it was copied: try again.');
    for (const checkpoint of await findCheckpoints(folder)) {
      if (checkpoint.problem !== '') continue;
      const files = await verifyFiles(checkpoint.folder, checkpoint.document);
      const bad = files.find(({ problem }) => problem !== '');
      if (bad) {
        const which = `${bad.name} of checkpoint ${checkpoint.document.id}`;
        throw refuse(
          bad.isUnread
            ? `${which} could not be read: nothing was brought in. ${bad.problem}`
            : `${which} is damaged: nothing was brought in.`,
        );
      }
    }
  }
}
