import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Numerics } from '@shared/contract/backend';
import type { ExportFacts, ExportResult } from '@shared/contract/export';
import type { JobSummary } from '@shared/contract/job';
import { targetOf } from '@shared/data/target-of';
import { formatWords, type ExportFormat } from '@shared/export/formats';
import { exportName } from '@shared/export/target';
import type { Backends } from './backends';
import { chosenCheckpoint } from './chosen-checkpoint';
import type { Datasets } from './datasets';
import type { Evaluations } from './evaluations';
import { checkedTarget } from './export-target';
import type { Jobs } from './jobs';
import type { Library } from './library';
import { NotFound, Refusal } from './refusal';
import type { RunRecord } from './run-record';
import type { Runs } from './runs/runs';

/** Exports that are remembered, so that who asked for them sees what came of them. */
const REMEMBERED = 50;

export interface ExportRequest {
  run: string;
  /** an id, or which one */
  checkpoint: string;
  format: ExportFormat;
  /** an absolute path; left out: an archive that waits to be downloaded */
  to?: string | undefined;
  replace: boolean;
}

interface ExportParts {
  library: Library;
  runs: Runs;
  datasets: Datasets;
  backends: Backends;
  evaluations: Evaluations;
  jobs: Jobs;
  appVersion: string;
}

/** Runs of older versions were on pictures, and say so by their shape alone. */
function shapeOfPictures([height = 1, width = 1, channels = 1]: readonly number[]): [number, number, number] {
  return [height, width, channels];
}

/** Checkpoints written into files that other programs can use. */
export class Exports {
  readonly #made = new Map<string, ExportResult>();
  /** of archives that wait to be downloaded */
  readonly #waiting: string;

  constructor(readonly parts: ExportParts) {
    // A name that nobody gives a folder of their own: it is emptied.
    this.#waiting = join(parts.library.folder, '.exports.tmp');
  }

  /** @throws Refusal, NotFound */
  async start({ run, checkpoint, format, to, replace }: ExportRequest): Promise<JobSummary> {
    const { runs, jobs } = this.parts;
    const record = runs.record(run);
    const { spec, inputShape, input } = record.document;
    const found = await chosenCheckpoint(record, checkpoint);
    const id = randomUUID();
    const path =
      to === undefined
        ? join(this.#waiting, id, `${exportName(record.name, format)}.zip`)
        : await checkedTarget(to, format, replace);
    const target = targetOf(record.document);
    const datasetFolder = await this.#dataset(record);
    const facts = await this.#facts(record, found.document.id);
    const compute = await this.#compute();
    if (to === undefined) await mkdir(join(this.#waiting, id), { recursive: true });
    const release = await runs.keeper.hold(record, found.document.id);
    if (release === undefined) {
      throw Refusal.of(
        'checkpoint',
        `Checkpoint ${found.document.id} of ${record.name} has just been removed: choose another.`,
      );
    }
    const { summary, ended } = jobs.start({
      type: 'export',
      title: `Exporting ${record.name} as ${formatWords(format).name}`,
      unit: 'steps',
      compute,
      engineJob: {
        type: 'export',
        format,
        name: record.name,
        checkpointFolder: found.folder,
        spec,
        inputShape,
        input: input ?? { type: 'pictures', shape: shapeOfPictures(inputShape) },
        target,
        datasetFolder,
        facts,
        to: path,
        replace,
        compute,
      },
      resultOf: async (result) => {
        if (result.type !== 'export') return { result: null };
        this.#remember({
          ...result.exported,
          id,
          run,
          checkpoint: found.document.id,
          format,
          path,
          canDownload: to === undefined,
        });
        return { result: id };
      },
    });
    void ended.then(release);
    return summary;
  }

  /** What came of an export. @throws NotFound */
  get(id: string): ExportResult {
    const made = this.#made.get(id);
    if (made === undefined) throw new NotFound('This export is not remembered any more.');
    return made;
  }

  /** The archive of an export that was made to be downloaded. @throws NotFound */
  async download(id: string): Promise<File> {
    const { path, canDownload } = this.get(id);
    const bytes = canDownload ? await readFile(path).catch(() => undefined) : undefined;
    if (bytes === undefined) throw new NotFound('This export is not there any more: make it again.');
    return new File([bytes], basename(path), { type: 'application/zip' });
  }

  /** Removes what waits to be downloaded: nobody comes for what was made for a window of an earlier studio. */
  async clear(): Promise<void> {
    await rm(this.#waiting, { recursive: true, force: true }).catch(() => undefined);
  }

  /**
   * What answers are computed with that the export's are held against, whatever the run was trained on: a GPU rounds
   * products more coarsely than float32 does, and may not be here at all.
   */
  async #compute(): Promise<Numerics> {
    const { backends } = this.parts;
    try {
      return await backends.choose('cpu', 'float32');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return backends.choose('wasm', 'float32');
    }
  }

  /** The folder of the data that the run was trained on, where that is there as it was. */
  async #dataset({ document }: RunRecord): Promise<string | null> {
    const { datasets } = this.parts;
    const dataset = await datasets.find(document.spec.data.dataset);
    return dataset?.state === 'ready' ? datasets.folderOf(dataset.id) : null;
  }

  async #facts({ id, document }: RunRecord, checkpoint: string): Promise<ExportFacts> {
    const all = await this.parts.evaluations.list(id);
    const tests = all.filter((one) => one.checkpoint === checkpoint && one.split === 'test');
    // The newest of each dataset.
    const ofEach = new Map(tests.toReversed().map((one) => [one.dataset, one]));
    return {
      run: id,
      appVersion: this.parts.appVersion,
      datasetName: document.datasetName,
      datasetFingerprint: document.datasetFingerprint,
      tests: [...ofEach.values()].map(({ datasetName, samples, loss, accuracy, values }) => ({
        dataset: datasetName,
        samples,
        loss,
        accuracy,
        r2: values?.r2 ?? null,
      })),
    };
  }

  #remember(made: ExportResult): void {
    this.#made.set(made.id, made);
    for (const id of this.#made.keys()) {
      if (this.#made.size <= REMEMBERED) return;
      this.#made.delete(id);
      void rm(join(this.#waiting, id), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
