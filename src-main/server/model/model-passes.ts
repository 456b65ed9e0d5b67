import type { StudioClient } from '@shared/contract/client';
import type { AskedCheckpoint } from '@shared/contract/prediction';
import { JoinedPasses } from './joined-passes';
import type { ServedModel } from './served-model';

/** Samples of requests that are joined into one forward pass. */
const MOST_JOINED = 64;
const MOST_WAITING = 20_000;

interface Rows {
  bytes: Uint8Array<ArrayBuffer>;
  rows: number;
}

const numbersOf = async (blob: Blob) => new Float32Array(await blob.arrayBuffer());

/** What a served checkpoint is asked, joined into passes. */
export interface ModelPasses extends Pick<ServedModel, 'ask' | 'askFile'> {
  /** forward passes so far, and samples in them */
  count(): { passes: number; samples: number };
}

/** @param width numbers that are said of each sample */
export function modelPasses(client: StudioClient, asked: AskedCheckpoint, width: number): ModelPasses {
  const limits = { mostRows: MOST_JOINED, mostWaiting: MOST_WAITING };
  const ofRows = new JoinedPasses<Rows, Float32Array>({
    ...limits,
    pass: async (batch) => {
      const bytes = new Blob(batch.map((one) => one.bytes));
      const answers = await numbersOf(await client.predictions.samples({ ...asked, bytes }));
      let at = 0;
      return batch.map(({ rows }) => answers.subarray(at * width, (at += rows) * width));
    },
  });
  const ofFiles = new JoinedPasses<Uint8Array<ArrayBuffer>, Float32Array | { problem: string }>({
    ...limits,
    pass: async (files) => {
      const lengths = files.map(({ length }) => length);
      const said = await client.predictions.files({ ...asked, bytes: new Blob([...files]), lengths });
      const answers = await numbersOf(said.answers);
      const problems = new Map(said.unread.map(({ file, message }) => [file, message]));
      return files.map((_, file) => {
        const problem = problems.get(file);
        return problem === undefined ? answers.subarray(file * width, (file + 1) * width) : { problem };
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
