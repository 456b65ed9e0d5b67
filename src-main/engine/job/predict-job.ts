import type { EngineReport, PredictJob, PredictTurn } from '@shared/contract/engine';
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

/** One sample as it is drawn, a few requests that came together, and many. */
const PASSES = [1, 8, 64] as const;

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
  /** The pixels of each file that can be read, zeros of the others, and why these cannot. */
  const preparedFiles = async (files: readonly Uint8Array[]) => {
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

  const reply = async ({ checkpointFolder, ask }: PredictTurn): Promise<PredictReply> => {
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
        const { inputs, unread } = await preparedFiles(ask.files);
        return { type: 'files-answered', answers: answersOf(model, inputs, asked), unread };
      }
      case 'look':
        return { type: 'looked', ...lookOf(spec.model.layers, model.arrays, ask.inputs, inputShape) };
    }
  };
  const answer = async (turn: PredictTurn) => {
    let its: PredictReply;
    try {
      its = await reply(turn);
    } catch (error) {
      // What only one sample can bring about ends nothing: the next one may well do.
      const isOfOne = turn.ask.type === 'prepare' || turn.ask.type === 'look';
      if (!isForeseen(error) && !isOfOne) throw error;
      if (!isForeseen(error)) console.error(error);
      its = { type: 'refused', message: isForeseen(error) ? error.message : UNTOLD[turn.ask.type] };
    }
    send({ type: 'predicted', id: turn.id, reply: its });
  };
  for await (const turn of turns) {
    if (turn.ask.type === 'prepare') void answer(turn);
    else await answer(turn);
  }
  models.dispose();
}
