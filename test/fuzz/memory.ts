import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Frees at once what nothing holds. */
export function collectGarbage(): void {
  if (typeof collect !== 'function')
    throw new Error('V8 exposes no gc() here, so that memory cannot be measured.');
  collect();
}

/** Bytes that are really held, after everything that is not was collected. */
export function bytesHeld(): number {
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}
