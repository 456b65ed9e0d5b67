import type { StudioClient } from '@shared/contract/client';
import type { DatasetTarget } from '@shared/contract/dataset';
import type { AskedCheckpoint } from '@shared/contract/prediction';
import { answersIn, type Answer } from '@shared/inference/answers';
import { JoinedPasses } from './joined-passes';
import type { ServedModel } from './served-model';

/** Samples of requests that are joined into one forward pass. */
const MOST_JOINED = 64;
const MOST_WAITING = 20_000;

interface Rows {
  bytes: Uint8Array<ArrayBuffer>;
  rows: number;
}

/** What a served checkpoint is asked, joined into passes. */
export interface ModelPasses extends Pick<ServedModel, 'ask' | 'askFile'> {
  /** forward passes so far, and samples in them */
  count(): { passes: number; samples: number };
}

export function modelPasses(
  client: StudioClient,
  asked: AskedCheckpoint,
  target: DatasetTarget,
): ModelPasses {
  const answersOf = async (blob: Blob) => answersIn(new Float32Array(await blob.arrayBuffer()), target);
  const limits = { mostRows: MOST_JOINED, mostWaiting: MOST_WAITING };
  const ofRows = new JoinedPasses<Rows, readonly Answer[]>({
    ...limits,
    pass: async (batch) => {
      const bytes = new Blob(batch.map((one) => one.bytes));
      const answers = await answersOf(await client.predictions.samples({ ...asked, bytes }));
      let at = 0;
      return batch.map(({ rows }) => answers.slice(at, (at += rows)));
    },
  });
  const ofFiles = new JoinedPasses<Uint8Array<ArrayBuffer>, Answer | { problem: string }>({
    ...limits,
    pass: async (files) => {
      const lengths = files.map(({ length }) => length);
      const said = await client.predictions.files({ ...asked, bytes: new Blob([...files]), lengths });
      const answers = await answersOf(said.answers);
      const problems = new Map(said.unread.map(({ file, message }) => [file, message]));
      return files.map((_, file) => {
        const problem = problems.get(file);
        return problem === undefined ? answers[file]! : { problem };
      });
    },
  });
  return {
    ask: (bytes, rows) => ofRows.ask({ bytes, rows }, rows),
    askFile: (file) => ofFiles.ask(file, 1),
    count: () => ({
      passes: ofRows.passes + ofFiles.passes,
      samples: ofRows.samples + ofFiles.samples,
    }),
  };
}
