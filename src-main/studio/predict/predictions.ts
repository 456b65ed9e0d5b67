import type { DatasetInput } from '@shared/contract/dataset';
import {
  MOST_PICTURE_BYTES,
  MOST_ROWS,
  type AskedCheckpoint,
  type Look,
  type PredictAsk,
  type PredictReply,
  type Prediction,
} from '@shared/contract/prediction';
import { fillsGaps, gapIn, NOT_FILLED } from '@shared/data/gaps';
import { inputOf } from '@shared/data/input-of';
import { targetOf } from '@shared/data/target-of';
import { answersIn } from '@shared/inference/answers';
import { sizeOf } from '@shared/model/shape';
import type { Layer } from '@shared/spec/layer';
import type { Backends } from '../backends';
import { checkpointFolder } from '../checkpoints';
import { chosenCheckpoint } from '../chosen-checkpoint';
import type { SpawnEngine } from '../engine-process';
import { Refusal } from '../refusal';
import type { RunRecord } from '../run-record';
import type { Runs } from '../runs/runs';
import { WarmModel } from './warm-model';

/** An engine that nobody asks anything for so long gives its memory back. */
const IDLE_MS = 120_000;
/** Engines that are kept, each for the checkpoints of one run: two models side by side, and one that is served. */
const MOST_WARM = 3;

interface Warm {
  model: WarmModel;
  idle: NodeJS.Timeout;
}

type ReplyOf<Type extends PredictReply['type']> = Extract<PredictReply, { type: Type }>;

/** Checkpoints that are tried out: those that were asked last are kept ready, in an engine for each run. */
export class Predictions {
  /** by run, the one that was asked last at the end */
  readonly #warm = new Map<string, Warm>();
  /** one change of the models after the other */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly runs: Runs,
    readonly backends: Backends,
    readonly spawn: SpawnEngine,
  ) {}

  /** Loads a checkpoint, so that the first answer comes at once. @throws Refusal, NotFound */
  async prepare(asked: AskedCheckpoint): Promise<{ checkpoint: string }> {
    const { checkpoint } = await this.#ask(asked, { type: 'load' }, 'loaded');
    return { checkpoint };
  }

  /**
   * What a checkpoint makes of one sample.
   *
   * @param bytes its input, as the run was trained on
   * @throws Refusal, NotFound
   */
  async sample(asked: AskedCheckpoint, bytes: ArrayBuffer): Promise<Prediction> {
    const inputs = this.#whole(asked.run, bytes);
    const { reply, checkpoint } = await this.#ask(asked, { type: 'answer', inputs }, 'answers');
    const [said] = answersIn(reply.answers, targetOf(this.runs.record(asked.run).document));
    if (said?.numbers.every((value) => Number.isFinite(value))) {
      return { checkpoint, answer: said.numbers, top: said.top, milliseconds: reply.milliseconds };
    }
    throw Refusal.of(
      'bytes',
      'The model gives no number for this: its weights have blown up. Choose an earlier checkpoint.',
    );
  }

  /**
   * Of several samples, whose inputs stand one after the other. Of those that lack a value which the model cannot do
   * without, it says NaN.
   *
   * @throws Refusal, NotFound
   */
  async samples(asked: AskedCheckpoint, bytes: ArrayBuffer): Promise<Blob> {
    const inputs = this.#inputs(asked.run, bytes, MOST_ROWS);
    const { reply } = await this.#ask(asked, { type: 'answer', inputs }, 'answers');
    const answers = reply.answers.slice();
    const { size } = this.#kindOf(asked.run);
    const rows = inputs.length / size;
    const width = answers.length / rows;
    // On a CPU, relu makes 0 of NaN: an answer would be made up.
    for (let row = 0; row < rows; row++) {
      if (this.#gapIn(asked.run, inputs.subarray(row * size, (row + 1) * size)) !== undefined) {
        answers.fill(Number.NaN, row * width, (row + 1) * width);
      }
    }
    return new Blob([answers]);
  }

  /**
   * Of pictures' files, which stand one after the other.
   *
   * @throws Refusal, NotFound; where only single files cannot be read, they are named beside the others' answers
   */
  async files(
    asked: AskedCheckpoint,
    bytes: ArrayBuffer,
    lengths: readonly number[],
  ): Promise<{ answers: Blob; unread: { file: number; message: string }[] }> {
    this.#checkPictures(asked.run);
    if (lengths.reduce((sum, length) => sum + length, 0) !== bytes.byteLength) {
      throw Refusal.of('lengths', 'The lengths of the files are not those of their bytes.');
    }
    let at = 0;
    const files = lengths.map((length) => new Uint8Array(bytes, (at += length) - length, length));
    const { reply } = await this.#ask(asked, { type: 'answer-files', files }, 'files-answered');
    return {
      answers: new Blob([reply.answers.slice()]),
      unread: reply.unread.map(({ file, message }) => ({ file, message: unread('The picture', message) })),
    };
  }

  /**
   * The pixels of a picture's file, as the model is shown them.
   *
   * @param name of the file, for messages
   * @param invert whether what is dark is made bright
   * @throws Refusal, NotFound
   */
  async picture(asked: AskedCheckpoint, file: ArrayBuffer, name: string, invert = false): Promise<Blob> {
    if (file.byteLength > MOST_PICTURE_BYTES) {
      throw Refusal.of('file', `${name} cannot be read, as ${tooLarge(file.byteLength)}.`);
    }
    this.#checkPictures(asked.run);
    const reply = await this.#send(asked, { type: 'prepare', file: new Uint8Array(file), invert });
    if (reply.type === 'refused') {
      throw Refusal.of('file', unread(name, reply.message));
    }
    return new Blob([expected(reply, 'prepared').pixels.slice()]);
  }

  /** What it looked at in one sample. @throws Refusal, NotFound */
  async look(asked: AskedCheckpoint, bytes: ArrayBuffer): Promise<{ look: Look; pixels: Blob }> {
    const inputs = this.#whole(asked.run, bytes);
    const { reply } = await this.#ask(asked, { type: 'look', inputs }, 'looked');
    return { look: reply.look, pixels: new Blob([reply.pixels.slice()]) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#warm.keys()].map((run) => this.#end(run)));
  }

  #kindOf(run: string): { input: DatasetInput; size: number; layers: readonly Layer[] } {
    const { document } = this.runs.record(run);
    const { inputShape, spec } = document;
    return { input: inputOf(document), size: sizeOf(inputShape), layers: spec.model.layers };
  }

  /** @throws Refusal where its run is shown something else */
  #checkPictures(run: string): void {
    if (this.#kindOf(run).input.type === 'pictures') return;
    throw Refusal.of('file', `${this.runs.record(run).name} is shown numbers, not pictures.`);
  }

  /** The column that a sample lacks, where its model does not fill it in. */
  #gapIn(run: string, numbers: ArrayLike<number>): string | undefined {
    const { input, layers } = this.#kindOf(run);
    return fillsGaps(layers, input) ? undefined : gapIn(input, numbers);
  }

  /** @throws Refusal unless this is one sample, with all that its model cannot do without */
  #whole(run: string, bytes: ArrayBuffer): Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer> {
    const inputs = this.#inputs(run, bytes, 1);
    const gap = this.#gapIn(run, inputs);
    if (gap === undefined) return inputs;
    throw Refusal.of(
      'bytes',
      `Column "${gap}" ${NOT_FILLED}: give a value, or train a model that begins with a normalization.`,
    );
  }

  /** @throws Refusal unless these are whole samples, and at most so many */
  #inputs(
    run: string,
    bytes: ArrayBuffer,
    most: number,
  ): Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer> {
    const { input, size } = this.#kindOf(run);
    const length = size * (input.type === 'pictures' ? 1 : 4);
    const rows = bytes.byteLength / length;
    if (!Number.isInteger(rows) || rows < 1 || rows > most) {
      const what = most === 1 ? 'One sample is' : `One to ${most.toLocaleString('en')} samples are`;
      throw Refusal.of('bytes', `${what} needed, of ${length.toLocaleString('en')} bytes each.`);
    }
    return input.type === 'pictures' ? new Uint8Array(bytes) : new Float32Array(bytes);
  }

  /** @throws Refusal when it cannot be answered; NotFound */
  async #ask<Type extends PredictReply['type']>(
    asked: AskedCheckpoint,
    ask: PredictAsk,
    type: Type,
  ): Promise<{ reply: ReplyOf<Type>; checkpoint: string }> {
    const record = this.runs.record(asked.run);
    const { warm, checkpoint, folder, release } = await this.#inTurn(async () => {
      const model = await this.#modelOf(record);
      const known = checkpointFolder(record.folder, asked.checkpoint);
      // What is loaded need not even be there any more.
      if (model.has(known)) {
        return { warm: model, checkpoint: asked.checkpoint, folder: known, release: () => {} };
      }
      const found = await chosenCheckpoint(record, asked.checkpoint);
      const held = await this.runs.keeper.hold(record, found.document.id);
      if (held === undefined) {
        throw Refusal.of(
          'checkpoint',
          `Checkpoint ${found.document.id} of ${record.name} has just been removed.`,
        );
      }
      return { warm: model, checkpoint: found.document.id, folder: found.folder, release: held };
    });
    try {
      return { reply: expected(await warm.ask(folder, ask), type), checkpoint };
    } finally {
      release();
    }
  }

  /** Asks what needs no checkpoint. */
  async #send(asked: AskedCheckpoint, ask: PredictAsk): Promise<PredictReply> {
    const record = this.runs.record(asked.run);
    const model = await this.#inTurn(() => this.#modelOf(record));
    return model.ask('', ask);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(work);
    this.#changing = done.catch(() => {});
    return done;
  }

  async #modelOf(record: RunRecord): Promise<WarmModel> {
    const known = this.#warm.get(record.id);
    if (known !== undefined && !known.model.isOver) {
      this.#warm.delete(record.id);
      this.#warm.set(record.id, known);
      known.idle.refresh();
      return known.model;
    }
    if (known !== undefined) await this.#end(record.id);
    for (const [run, { model }] of this.#warm) {
      if (this.#warm.size < MOST_WARM) break;
      if (model.isIdle) await this.#end(run);
    }
    const { spec, numerics } = record.document;
    const compute = await this.backends.choose(numerics?.backend ?? 'auto', spec.precision);
    const model = new WarmModel(this.spawn, {
      type: 'predict',
      spec,
      input: inputOf(record.document),
      target: targetOf(record.document),
      // A few samples are little work, and what trains goes on beside it.
      compute: { ...compute, threads: 1 },
    });
    const idle = setTimeout(() => void this.#end(record.id), IDLE_MS);
    idle.unref();
    this.#warm.set(record.id, { model, idle });
    return model;
  }

  async #end(run: string): Promise<void> {
    const warm = this.#warm.get(run);
    if (warm === undefined) return;
    clearTimeout(warm.idle);
    this.#warm.delete(run);
    await warm.model.end();
  }
}

/** What is amiss here rather than with the file comes as a sentence of its own. */
const unread = (name: string, message: string): string =>
  message.endsWith('.') ? message : `${name} cannot be read, as ${message}.`;

const tooLarge = (bytes: number) =>
  `it has ${Math.ceil(bytes / 2 ** 20)} MiB, more than the ${MOST_PICTURE_BYTES / 2 ** 20} MiB that a picture may have here`;

/** @throws Refusal in the engine's words */
function expected<Type extends PredictReply['type']>(reply: PredictReply, type: Type): ReplyOf<Type> {
  if (reply.type === 'refused') throw new Refusal(reply.message);
  if (reply.type !== type) throw new Error(`The engine answered "${reply.type}" where "${type}" was asked.`);
  return reply as ReplyOf<Type>;
}
