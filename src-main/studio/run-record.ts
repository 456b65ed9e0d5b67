import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inputOf } from '@shared/data/input-of';
import { targetOf } from '@shared/data/target-of';
import {
  ENDED_STATES,
  runDocumentSchema,
  type EpochRow,
  type ListedRun,
  type RunDocument,
  type RunProgress,
  type RunSummary,
} from '@shared/contract/run';
import type { LabelChange } from '@shared/contract/labels';
import { changedLabels } from '@shared/labels/change-labels';
import type { RunSpec } from '@shared/spec/run-spec';
import { EPOCH_LOG_COLUMNS, SERIES_COLUMNS, STEP_LOG_COLUMNS } from '@shared/series/columns';
import { bucketOfPart, thinSeries } from '@shared/series/thin';
import { writeFileAtomically } from '../durable/atomic-file';
import { compactedPart } from '../series/overview-file';
import { epochRowsIn } from './epoch-rows';
import { EventLog } from './event-log';
import { LabelsFile, readLabels } from './labels-file';
import { digestOf, labelsListed, listedRun, type Standing } from './listed-run';
import { readDocument } from './read-document';
import { RecordedReader } from './recorded-reader';
import type { IndexEntry } from './run-index';
import { SeriesReader } from './series-reader';

/** A run as the studio holds it: what is on disk, and what its engine said last. */
export class RunRecord {
  progress: RunProgress | null = null;
  /** whether its engine was asked to stop at the end of the epoch */
  endsAfterEpoch = false;
  /** counts runs as they are made */
  number: number;
  /** when what is in memory was last what is on disk, in milliseconds */
  knownAt: number;
  /** undefined until somebody needs it, of a run that the index told of */
  #document: RunDocument | undefined;
  #epochs: EpochRow[] | undefined;
  /** as the index had it */
  readonly #indexed: ListedRun | undefined;
  readonly #steps: SeriesReader;
  readonly #epochLog: SeriesReader;
  /** norms, times and layers */
  readonly recorded: RecordedReader;
  readonly #labels: LabelsFile;
  readonly events: EventLog;
  #writing: Promise<void> = Promise.resolve();
  /** whether its document is otherwise in memory than on disk, where it could not be written */
  #isUnwritten = false;
  /** where it can go on */
  lastCheckpoint: Standing | null = null;

  private constructor(
    readonly folder: string,
    readonly id: string,
    known: { document: RunDocument } | { indexed: ListedRun },
    labels: LabelsFile,
  ) {
    this.knownAt = Date.now();
    if ('document' in known) this.#document = known.document;
    else this.#indexed = known.indexed;
    this.number = this.#indexed?.number ?? this.#document?.number ?? 0;
    this.#labels = labels;
    this.#steps = new SeriesReader(join(folder, 'metrics', 'steps.log'), STEP_LOG_COLUMNS);
    this.recorded = new RecordedReader(folder, () => this.#lastStep());
    this.events = new EventLog(join(folder, 'events.jsonl'));
    this.#epochLog = new SeriesReader(join(folder, 'metrics', 'epochs.log'), EPOCH_LOG_COLUMNS);
  }

  /** Reads a run from its folder; undefined when the folder holds none of this version. */
  static async read(folder: string): Promise<RunRecord | undefined> {
    const startedAt = Date.now();
    const document = await readDocument(join(folder, 'run.json'), runDocumentSchema);
    if (document === undefined) return undefined;
    const labels = await readLabels(folder, document.spec.name ?? document.id);
    const record = new RunRecord(folder, document.id, { document }, new LabelsFile(folder, labels));
    record.knownAt = startedAt;
    await record.readEpochs();
    return record;
  }

  /** A run that stands still, as the index told of it: its files are read when they are needed. */
  static indexed(folder: string, { listed, lastCheckpoint }: IndexEntry): RunRecord {
    const labels = new LabelsFile(folder, { version: 1, ...labelsListed(listed) });
    const record = new RunRecord(folder, listed.id, { indexed: listed }, labels);
    record.lastCheckpoint = lastCheckpoint;
    return record;
  }

  /** @throws when it is not there yet, and its file cannot be read any more */
  get document(): RunDocument {
    this.#document ??= runDocumentSchema.parse(
      JSON.parse(readFileSync(join(this.folder, 'run.json'), 'utf8')),
    );
    return this.#document;
  }

  set document(document: RunDocument) {
    this.#document = document;
  }

  /** the checkpoint that it began with */
  get start(): RunSpec['start'] {
    return (this.#document ?? this.#indexed ?? this.document).spec.start;
  }

  /** what its start was called by whoever asked for it from another machine */
  get startKey(): string | undefined {
    return (this.#document ?? this.#indexed ?? this.document).startKey;
  }

  /** Whether all that `summary` tells is in memory. */
  get isLoaded(): boolean {
    return this.#epochs !== undefined;
  }

  /** Reads what `summary` tells and the index does not. */
  async load(): Promise<this> {
    if (this.#epochs === undefined) await this.readEpochs();
    return this;
  }

  /** Whether nobody writes into its folder, and nothing of it is due. */
  get isSettled(): boolean {
    if (this.#document === undefined) return true;
    const { state, finalTest } = this.#document;
    return ENDED_STATES.includes(state) && finalTest?.state !== 'due';
  }

  /** Whether what is in memory is what is on disk: something could not be written, or read, else. */
  get isAsOnDisk(): boolean {
    return !this.#isUnwritten && !this.#epochLog.isFaulty;
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
    this.#isUnwritten = false;
    this.knownAt = Date.now();
  }

  /** Changes what is known of it, where its folder may not be written. */
  keepUnwritten(changes: Partial<RunDocument>): void {
    this.document = { ...this.document, ...changes };
    this.#isUnwritten = true;
  }

  async rename(name: string): Promise<void> {
    await this.#labels.change((labels) => ({ ...labels, name }));
    this.knownAt = Date.now();
  }

  async label(change: LabelChange): Promise<void> {
    await this.#labels.change((labels) => changedLabels(labels, change));
    this.knownAt = Date.now();
  }

  /** Reads again what the engine has written of whole epochs. */
  async readEpochs(): Promise<void> {
    this.#epochs = epochRowsIn(await this.#epochLog.read());
  }

  /** The step of the last row that counts. Where no engine took the place of another one, that is the last there is. */
  async #lastStep(): Promise<number> {
    if (this.document.generation <= 1) return Infinity;
    const rows = await this.#steps.view(0);
    return rows.at(STEP_LOG_COLUMNS.indexOf('step') - STEP_LOG_COLUMNS.length) ?? Infinity;
  }

  /** When its engine last wrote down what a step was like: the time that is known of a run that nobody saw end. */
  async lastSign(): Promise<string> {
    const { startedAt } = this.document;
    const written = await stat(this.#steps.path).catch(() => undefined);
    const now = new Date();
    const at = written && written.mtime < now ? written.mtime : now;
    return startedAt !== null && at < new Date(startedAt) ? startedAt : at.toISOString();
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

  /**
   * Per-step rows from `fromRow` to before `toRow`, thinned where they are many: the columns of THIN_COLUMNS. Those to the end go
   * on with all the others of a chart, and are thinned as those are.
   */
  async thinned(fromRow: number, toRow?: number): Promise<Float64Array<ArrayBuffer>> {
    const its = this.#steps.isUnread ? await compactedPart(this.#steps.path, fromRow, toRow) : undefined;
    if (its) return its;
    const rows = await this.#steps.view(fromRow, toRow);
    const width = STEP_LOG_COLUMNS.length;
    return thinSeries(rows, width, fromRow, bucketOfPart(fromRow, toRow, fromRow + rows.length / width));
  }

  /** As lists show it. */
  listed(): ListedRun {
    const indexed = this.#indexed;
    const labels = this.#labels.now;
    if (indexed !== undefined && this.#document === undefined) {
      return { ...indexed, ...labelsListed(labels), folder: this.folder };
    }
    const { document, number, lastCheckpoint, progress, endsAfterEpoch } = this;
    const digest = this.#epochs || !indexed ? digestOf(this.#epochs ?? [], document) : indexed;
    const { lastEpoch, seconds, lossCurve, best, poorEnd } = digest;
    return listedRun(document, labels, {
      folder: this.folder,
      number,
      digest: { lastEpoch, seconds, lossCurve, best, poorEnd },
      lastCheckpoint,
      progress,
      endsAfterEpoch,
    });
  }

  /** All of it; only once it is loaded. */
  summary(): RunSummary {
    const epochs = this.#epochs;
    if (epochs === undefined) throw new Error(`Run ${this.id} was not loaded.`);
    const { spec, mends, finalTest, numerics, classes } = this.document;
    return {
      ...this.listed(),
      spec,
      mends,
      finalTest,
      numerics,
      classes,
      input: inputOf(this.document),
      target: targetOf(this.document),
      epochs,
    };
  }
}
