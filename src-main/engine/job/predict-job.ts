import type { EngineReport, PredictTurn } from '@shared/contract/engine';
import type { PredictJob } from '@shared/contract/engine-job';
import type { PredictReply } from '@shared/contract/prediction';
import { inputShapeOf, layoutOf } from '@shared/data/layout';
import { sizeOf } from '@shared/model/shape';
import { loadBackend } from '../backend/backend';
import { CheckpointError } from '../checkpoint/read-checkpoint';
import { DataError } from '../data/data-error';
import { PictureDecoder } from '../data/pictures/decode';
import { FileFault } from '../data/pictures/file-fault';
import { loadSharp } from '../data/pictures/load-sharp';
import { forwardBatchOf } from '../evaluate/forward-batch';
import { answersOf } from '../predict/answers';
import { LoadedModels } from '../predict/loaded-models';
import { lookOf } from '../predict/look';
import { preparePicture } from '../predict/prepare-picture';
import { makeRunner } from '../train/make-runner';

/**
 * One sample as it is drawn, a few requests that came together, and many. A pass computes all of its rows, so that what is
 * between two sizes costs as much as the larger one.
 */
const PASSES = [1, 8, 16, 32, 64] as const;

/** Where something of our own goes wrong. */
const UNTOLD = {
  load: '',
  answer: '',
  'answer-files': '',
  prepare: 'it cannot be read',
  look: 'What it looked at cannot be told of this sample.',
} as const;

const isForeseen = (error: unknown): error is Error =>
  [CheckpointError, DataError, FileFault].some((type) => error instanceof type);

/** The pixels of files that can be read, zeros of the others, and why these cannot. */
type PreparedFiles = Promise<{ inputs: Uint8Array; unread: { file: number; message: string }[] }>;

/** What is asked, with its files, which are read while what was asked before is answered. */
interface AheadTurn {
  turn: PredictTurn;
  files: PreparedFiles | undefined;
}

/**
 * Answers what is asked of checkpoints of one run, with the forward pass that evaluations use. Pictures are decoded
 * beside that; all else is answered in the order in which it was asked.
 *
 * @param turns end when the job is over
 */
export async function runPredictJob(
  job: PredictJob,
  turns: AsyncIterable<PredictTurn>,
  send: (report: EngineReport) => void,
): Promise<void> {
  const { spec, input, target, compute } = job;
  const backend = await loadBackend(compute);
  const inputShape = inputShapeOf(input);
  const most = forwardBatchOf(spec, inputShape);
  const models = new LoadedModels(() =>
    makeRunner({
      backend,
      spec,
      inputShape,
      samples: layoutOf({ input, target }),
      batches: [],
      forwardRows: [...new Set(PASSES.map((rows) => Math.min(rows, most)))],
    }),
  );
  const asked = { target, loss: spec.loss, size: sizeOf(inputShape) };
  let decoder: Promise<PictureDecoder> | undefined;
  const prepared = async (file: Uint8Array, invert?: boolean) => {
    decoder ??= loadSharp().then((sharp) => new PictureDecoder(sharp));
    return preparePicture(await decoder, file, input, invert);
  };
  const preparedFiles = async (files: readonly Uint8Array[]): PreparedFiles => {
    const inputs = new Uint8Array(files.length * asked.size);
    const unread: { file: number; message: string }[] = [];
    await Promise.all(
      files.map(async (bytes, file) => {
        try {
          inputs.set(await prepared(bytes), file * asked.size);
        } catch (error) {
          if (!isForeseen(error)) console.error(error);
          unread.push({ file, message: isForeseen(error) ? error.message : UNTOLD.prepare });
        }
      }),
    );
    return { inputs, unread };
  };

  const reply = async ({ turn: { checkpointFolder, ask }, files }: AheadTurn): Promise<PredictReply> => {
    if (ask.type === 'prepare') {
      return { type: 'prepared', pixels: await prepared(ask.file, ask.invert) };
    }
    const model = await models.get(checkpointFolder);
    switch (ask.type) {
      case 'load':
        // The first pass prepares the graph.
        answersOf(
          model,
          input.type === 'pictures' ? new Uint8Array(asked.size) : new Float32Array(asked.size),
          asked,
        );
        return { type: 'loaded' };
      case 'answer': {
        const started = performance.now();
        const answers = answersOf(model, ask.inputs, asked);
        return { type: 'answers', answers, milliseconds: performance.now() - started };
      }
      case 'answer-files': {
        const { inputs, unread } = await (files ?? preparedFiles(ask.files));
        return { type: 'files-answered', answers: answersOf(model, inputs, asked), unread };
      }
      case 'look':
        return { type: 'looked', ...lookOf(spec.model.layers, model.arrays, ask.inputs, inputShape) };
    }
  };
  const answer = async (its: AheadTurn) => {
    const { turn } = its;
    let said: PredictReply;
    try {
      said = await reply(its);
    } catch (error) {
      // What only one sample can bring about ends nothing: the next one may well do.
      const isOfOne = turn.ask.type === 'prepare' || turn.ask.type === 'look';
      if (!isForeseen(error) && !isOfOne) throw error;
      if (!isForeseen(error)) console.error(error);
      said = { type: 'refused', message: isForeseen(error) ? error.message : UNTOLD[turn.ask.type] };
    }
    send({ type: 'predicted', id: turn.id, reply: said });
  };
  for await (const its of readAhead(turns, preparedFiles)) {
    if (its.turn.ask.type === 'prepare') void answer(its);
    else await answer(its);
  }
  models.dispose();
}

async function* readAhead(
  turns: AsyncIterable<PredictTurn>,
  prepare: (files: readonly Uint8Array[]) => PreparedFiles,
): AsyncGenerator<AheadTurn> {
  const iterator = turns[Symbol.asyncIterator]();
  const next = async (): Promise<AheadTurn | undefined> => {
    const found = await iterator.next();
    if (found.done === true) return undefined;
    const { ask } = found.value;
    return { turn: found.value, files: ask.type === 'answer-files' ? prepare(ask.files) : undefined };
  };
  for (let coming = next(); ;) {
    const its = await coming;
    if (its === undefined) return;
    coming = next();
    yield its;
  }
}
