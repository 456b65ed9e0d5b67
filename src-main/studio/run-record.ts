import { targetOf } from '@shared/data/target-of';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  epochRowSchema,
  runDocumentSchema,
  runEventSchema,
  type EpochRow,
  type RunDocument,
  type RunEvent,
  type RunProgress,
  type RunSummary,
} from '@shared/contract/run';
import type { LabelChange } from '@shared/contract/labels';
import { changedLabels } from '@shared/labels/change-labels';
import { describeModel } from '@shared/model/describe';
import { bestRow } from '@shared/schedule/best-row';
import { EPOCH_LOG_COLUMNS, SERIES_COLUMNS, STEP_LOG_COLUMNS } from '@shared/series/columns';
import { thinSeries } from '@shared/series/thin';
import { totalStepsOf } from '@shared/spec/steps';
import type { CheckpointDocument } from '@shared/contract/checkpoint';
import { writeFileAtomically } from '../durable/atomic-file';
import { isDiskFull } from '../durable/disk-full';
import { compactedPart } from '../series/overview-file';
import { LabelsFile, readLabels } from './labels-file';
import { readDocument } from './read-document';
import { RecordedReader } from './recorded-reader';
import { SeriesReader } from './series-reader';

/** A run as the studio holds it: what is on disk, and what its engine said last. */
export class RunRecord {
  progress: RunProgress | null = null;
  /** whether its engine was asked to stop at the end of the epoch */
  endsAfterEpoch = false;
  #epochs: EpochRow[] = [];
  readonly #steps: SeriesReader;
  readonly #epochLog: SeriesReader;
  /** norms, times and layers */
  readonly recorded: RecordedReader;
  readonly #labels: LabelsFile;
  #writing: Promise<void> = Promise.resolve();
  #logging: Promise<void> = Promise.resolve();
  /** lines of the log that the disk had no space for */
  readonly #unwritten: string[] = [];
  /** whether the log ends within a line; not known before the first is written */
  #isTorn: boolean | undefined;
  /** where it can go on */
  lastCheckpoint: Pick<CheckpointDocument, 'id' | 'epoch' | 'step'> | null = null;

  private constructor(
    readonly folder: string,
    public document: RunDocument,
    labels: LabelsFile,
  ) {
    this.#labels = labels;
    this.#steps = new SeriesReader(join(folder, 'metrics', 'steps.log'), STEP_LOG_COLUMNS);
    this.recorded = new RecordedReader(folder);
    this.#epochLog = new SeriesReader(join(folder, 'metrics', 'epochs.log'), EPOCH_LOG_COLUMNS);
  }

  /** Reads a run from its folder; undefined when the folder holds none of this version. */
  static async read(folder: string): Promise<RunRecord | undefined> {
    const document = await readDocument(join(folder, 'run.json'), runDocumentSchema);
    if (document === undefined) return undefined;
    const labels = await readLabels(folder, document.spec.name ?? document.id);
    const record = new RunRecord(folder, document, new LabelsFile(folder, labels));
    await record.readEpochs();
    return record;
  }

  get id(): string {
    return this.document.id;
  }

  get name(): string {
    return this.#labels.now.name;
  }

  get experiment(): string {
    return this.#labels.now.experiment;
  }

  /** Replaces `run.json`. What cannot be written is not so in memory either. */
  async write(changes: Partial<RunDocument>): Promise<void> {
    // One after the other, each with all that was written by then: the last one written is the newest.
    this.#writing = this.#writing.catch(() => {}).then(() => this.#write(changes));
    await this.#writing;
  }

  async #write(changes: Partial<RunDocument>): Promise<void> {
    const document = { ...this.document, ...changes };
    await writeFileAtomically(join(this.folder, 'run.json'), JSON.stringify(document, null, 1));
    this.document = document;
  }

  rename(name: string): Promise<void> {
    return this.#labels.change((labels) => ({ ...labels, name }));
  }

  label(change: LabelChange): Promise<void> {
    return this.#labels.change((labels) => changedLabels(labels, change));
  }

  /** On a full disk the line waits for the next one; it is among `events` all the same. */
  async addEvent(event: RunEvent): Promise<void> {
    this.#unwritten.push(JSON.stringify(event));
    this.#logging = this.#logging.catch(() => {}).then(() => this.#writeEvents());
    await this.#logging;
  }

  async #writeEvents(): Promise<void> {
    const lines = [...this.#unwritten];
    if (lines.length === 0) return;
    this.#isTorn ??= await this.#endsWithin();
    try {
      // A line that was torn stays alone on its line.
      await appendFile(join(this.folder, 'events.jsonl'), `${this.#isTorn ? '\n' : ''}${lines.join('\n')}\n`);
      this.#unwritten.splice(0, lines.length);
      this.#isTorn = false;
    } catch (error) {
      this.#isTorn = true;
      if (!isDiskFull(error)) throw error;
    }
  }

  async #endsWithin(): Promise<boolean> {
    const text = await readFile(join(this.folder, 'events.jsonl'), 'utf8').catch(() => '');
    return text !== '' && !text.endsWith('\n');
  }

  /** Lines that a crash tore are left out. */
  async events(): Promise<RunEvent[]> {
    const text = await readFile(join(this.folder, 'events.jsonl'), 'utf8').catch(() => '');
    return [...text.split('\n'), ...this.#unwritten].flatMap((line) => {
      try {
        return [runEventSchema.parse(JSON.parse(line))];
      } catch {
        return [];
      }
    });
  }

  /** Reads again what the engine has written of whole epochs. */
  async readEpochs(): Promise<void> {
    const rows = await this.#epochLog.read();
    const width = EPOCH_LOG_COLUMNS.length;
    const at = (row: number, column: (typeof EPOCH_LOG_COLUMNS)[number]) =>
      rows[row * width + EPOCH_LOG_COLUMNS.indexOf(column)]!;
    const measured = (value: number) => (Number.isNaN(value) ? null : value);
    const read = Array.from({ length: rows.length / width }, (_, row) => ({
      epoch: at(row, 'epoch'),
      step: at(row, 'step'),
      trainLoss: at(row, 'trainLoss'),
      trainAccuracy: measured(at(row, 'trainAccuracy')),
      valLoss: measured(at(row, 'valLoss')),
      valAccuracy: measured(at(row, 'valAccuracy')),
      seconds: at(row, 'seconds'),
      samplesPerSecond: at(row, 'samplesPerSecond'),
      valMacroF1: measured(at(row, 'valMacroF1')),
      valTop5: measured(at(row, 'valTop5')),
      valMae: measured(at(row, 'valMae')),
      valRmse: measured(at(row, 'valRmse')),
      valR2: measured(at(row, 'valR2')),
    })).flatMap((row) => {
      const parsed = epochRowSchema.safeParse(row);
      return parsed.success ? [parsed.data] : [];
    });
    // A limit may have cut an epoch short that went on later: it is one epoch.
    this.#epochs = read.filter(({ epoch }, index) => read[index + 1]?.epoch !== epoch);
  }

  /** Per-step rows from `fromRow` on, the columns of SERIES_COLUMNS. */
  async series(fromRow: number): Promise<Float64Array<ArrayBuffer>> {
    const rows = await this.#steps.read(fromRow);
    const stored = STEP_LOG_COLUMNS.length;
    const sent = SERIES_COLUMNS.length;
    const out = new Float64Array((rows.length / stored) * sent);
    for (let row = 0; row * stored < rows.length; row++) {
      out.set(rows.subarray(row * stored, row * stored + sent), row * sent);
    }
    return out;
  }

  /** Per-step rows from `fromRow` to before `toRow`, thinned where they are many: the columns of THIN_COLUMNS. */
  async thinned(fromRow: number, toRow?: number): Promise<Float64Array<ArrayBuffer>> {
    const its = this.#steps.isUnread ? await compactedPart(this.#steps.path, fromRow, toRow) : undefined;
    if (its) return its;
    const rows = await this.#steps.view(fromRow, toRow);
    return thinSeries(rows, STEP_LOG_COLUMNS.length, fromRow);
  }

  /** How far a run had come of which no engine has spoken since the studio was opened. */
  #progressOnDisk(): RunProgress | null {
    const { stepsPerEpoch, spec } = this.document;
    if (stepsPerEpoch === null || this.lastCheckpoint === null) return null;
    const { epoch, step } = this.lastCheckpoint;
    return {
      phase: 'training',
      epoch: Math.min(epoch + 1, spec.epochs),
      epochs: spec.epochs,
      step,
      totalSteps: totalStepsOf(spec, stepsPerEpoch),
      stepsPerEpoch,
      samplesPerSecond: null,
      secondsLeft: null,
    };
  }

  summary(): RunSummary {
    const { document } = this;
    const { name, tags, experiment, notes, archived } = this.#labels.now;
    return {
      id: document.id,
      name,
      tags,
      experiment,
      notes,
      archived,
      folder: this.folder,
      spec: document.spec,
      state: document.state,
      reason: document.reason,
      pausedBy: document.pausedBy,
      endsAfterEpoch: this.endsAfterEpoch,
      mends: document.mends,
      finalTest: document.finalTest,
      generation: document.generation,
      createdAt: document.createdAt,
      startedAt: document.startedAt,
      endedAt: document.endedAt,
      numerics: document.numerics,
      datasetName: document.datasetName,
      inputShape: document.inputShape,
      classes: document.classes,
      target: targetOf(document),
      parameters: describeModel(document.spec.model.layers, document.inputShape).parameters,
      progress: this.progress ?? this.#progressOnDisk(),
      epochs: this.#epochs,
      best: bestRow(this.#epochs, document.spec.best.metric),
      resumableFrom: this.lastCheckpoint?.id ?? null,
    };
  }
}
