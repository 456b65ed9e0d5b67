import { readFile, stat } from 'node:fs/promises';
import type { StudioClient } from '@shared/contract/client';
import { MOST_PICTURE_BYTES, type AskedCheckpoint } from '@shared/contract/prediction';
import { ORPCError } from '@orpc/client';
import { DataError, readingFailed } from '../../faults/data-error';
import type { AskedSample } from './asked-sample';

/** Pictures that are read and decoded at a time. */
const AT_A_TIME = 8;

/** Pictures as a model is shown them, in the order of their paths. */
export async function* pictureSamples(
  client: StudioClient,
  asked: AskedCheckpoint,
  paths: readonly string[],
): AsyncGenerator<AskedSample> {
  const under: Promise<AskedSample>[] = [];
  for (const path of paths) {
    const sample = pictureSample(client, asked, path);
    // Told when it is its turn.
    sample.catch(() => {});
    under.push(sample);
    if (under.length >= AT_A_TIME) yield await under.shift()!;
  }
  for (const one of under) yield await one;
}

async function pictureSample(
  client: StudioClient,
  asked: AskedCheckpoint,
  path: string,
): Promise<AskedSample> {
  let file: Buffer<ArrayBuffer>;
  try {
    const { size } = await stat(path);
    if (size > MOST_PICTURE_BYTES) {
      const most = MOST_PICTURE_BYTES / 2 ** 20;
      const problem = `${path} cannot be read, as it has ${Math.ceil(size / 2 ** 20)} MiB, more than the ${most} MiB that a picture may have here.`;
      return { where: path, problem };
    }
    file = await readFile(path);
  } catch (error) {
    const fault = readingFailed(error, path);
    if (!(fault instanceof DataError)) throw fault;
    return { where: path, problem: fault.message };
  }
  try {
    const pixels = await client.predictions.picture({ ...asked, file: new Blob([file]), name: path });
    return { where: path, bytes: new Uint8Array(await pixels.arrayBuffer()) };
  } catch (error) {
    if (error instanceof ORPCError && error.code === 'REFUSED')
      return { where: path, problem: error.message };
    throw error;
  }
}
