import { parentPort, workerData } from 'node:worker_threads';
import { DataError } from '../data-error';
import { BatchPreparer, type PreparerSetup } from './batch-preparer';
import type { ThreadAnswer, ThreadOrder } from './thread-crew';

/** The entry of a thread that prepares batches, one after the other, in the order in which it is asked for them. */
const preparer = new BatchPreparer(workerData as PreparerSetup);

parentPort?.on('message', ({ ticket, order }: ThreadOrder) => {
  const answer: ThreadAnswer = { ticket };
  try {
    preparer.prepare(order);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    answer.failed = { message, isAboutData: error instanceof DataError };
  }
  parentPort?.postMessage(answer);
});
