import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  sweepDocumentSchema,
  type ListedSweep,
  type Sweep,
  type SweepDocument,
  type SweepLabelChange,
  type SweepLabels,
} from '@shared/contract/sweep';
import { journalEntrySchema, type JournalEntry } from '@shared/sweep/journal';
import { resultOfSeeds } from '@shared/sweep/seed-curves';
import { isOfSeeds, metricOf } from '@shared/sweep/sweep-spec';
import { SweepState, type Trial } from '@shared/sweep/sweep-state';
import { renameSynced, writeFileAtomically } from '../../durable/atomic-file';
import { JournalFile } from '../../durable/journal-file';
import { readDocument } from '../read-document';
import { readSweepLabels, writeSweepLabels } from './sweep-labels-file';

const JOURNAL = 'journal.jsonl';

const shown = ({ verdict: _verdict, ...trial }: Trial) => trial;

/** A sweep as the studio holds it: its document, its journal, and what follows from both. */
export class SweepRecord {
  /** whether it ran when the library was closed, and nobody has said that it is to go on */
  waitsForWord = false;
  /** one step after the other */
  #turn: Promise<void> = Promise.resolve();

  private constructor(
    readonly folder: string,
    readonly document: SweepDocument,
    readonly state: SweepState,
    readonly journal: JournalFile,
    public labels: SweepLabels,
  ) {}

  /** Reads a sweep from its folder; undefined when the folder holds none of this version. */
  static async read(folder: string): Promise<SweepRecord | undefined> {
    const document = await readDocument(join(folder, 'sweep.json'), sweepDocumentSchema);
    if (document === undefined) return undefined;
    const { journal, lines } = await JournalFile.open(join(folder, JOURNAL));
    const state = new SweepState(document.spec);
    for (const line of lines) {
      const entry = journalEntrySchema.safeParse(line);
      if (entry.success) state.apply(entry.data);
    }
    const labels = await readSweepLabels(folder, document.name);
    const record = new SweepRecord(folder, document, state, journal, labels);
    record.waitsForWord = state.phase === 'running';
    return record;
  }

  /** Writes a new sweep's folder: whole, or not at all. */
  static async create(sweeps: string, made: SweepDocument): Promise<SweepRecord> {
    // What could not be read again would train now and be gone after the next start.
    const document = sweepDocumentSchema.parse(made);
    const temporary = join(sweeps, `.${document.id}.tmp`);
    const folder = join(sweeps, document.id);
    await mkdir(temporary, { recursive: true });
    await writeFileAtomically(join(temporary, 'sweep.json'), JSON.stringify(document, null, 1));
    await renameSynced(temporary, folder);
    const { journal } = await JournalFile.open(join(folder, JOURNAL));
    const labels = { version: 1, name: document.name, archived: false } as const;
    return new SweepRecord(folder, document, new SweepState(document.spec), journal, labels);
  }

  get id(): string {
    return this.document.id;
  }

  get name(): string {
    return this.labels.name;
  }

  /** Changes what people say of it. What cannot be written is not so in memory either. */
  async label(change: SweepLabelChange): Promise<void> {
    const { name = this.labels.name, archived = this.labels.archived } = change;
    const labels = { ...this.labels, name, archived };
    await writeSweepLabels(this.folder, labels);
    this.labels = labels;
  }

  /** Writes down what happened. What cannot be written has not happened here either. */
  async write(...entries: JournalEntry[]): Promise<void> {
    await this.journal.append(entries);
    for (const entry of entries) this.state.apply(entry);
  }

  /** Does something when all that was asked for before is done. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(work);
    this.#turn = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  listed(): ListedSweep {
    const { document, state } = this;
    const { spec } = document;
    const ended = (how: Trial['end']) => state.trials.filter(({ end }) => end === how).length;
    return {
      id: document.id,
      name: this.name,
      createdAt: document.createdAt,
      datasetName: document.datasetName,
      phase: state.phase,
      waitsForWord: this.waitsForWord && state.phase === 'running',
      reason: state.reason,
      metric: metricOf(spec),
      sampler: spec.sampler,
      pruner: spec.pruner,
      budget: state.budget,
      used: { ...state.used },
      fields: spec.space.map(({ field }) => field),
      archived: this.labels.archived,
      isOfSeeds: isOfSeeds(spec),
      count: {
        begun: state.trials.length,
        open: state.open.length,
        most: Number.isFinite(state.most) ? state.most : null,
        completed: ended('completed'),
        cut: ended('cut'),
        failed: ended('failed'),
      },
      best: state.best ? shown(state.best) : null,
      ...(isOfSeeds(spec) && { seeds: resultOfSeeds(state.trials) }),
      under: state.open[0]?.run ?? null,
      ...(document.place && { place: document.place }),
    };
  }

  summary(): Sweep {
    const { trials, drawnBy } = this.state;
    return { ...this.listed(), spec: this.document.spec, trials: trials.map(shown), drawnBy };
  }
}
