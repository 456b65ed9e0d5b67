import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, OthersWork } from './connection';
import { onInterrupt } from './interrupts';
import type { Output } from './output';

const LOOK_EVERY_MS = 200;

/** What is about to end, does within this time: nothing to tell anybody about. */
const LEAVING_MS = 1000;

const isNothing = ({ runs, jobs, guests }: OthersWork) => runs + jobs + guests === 0;

function inWords({ runs, jobs, guests }: OthersWork): string {
  if (runs === 0 && jobs > 0) return 'Work that another window began goes on in';
  if (runs === 0) {
    return guests === 1 ? 'Another terminal works in' : `${guests} other terminals work in`;
  }
  return runs === 1 ? 'A run goes on in' : `${runs} runs go on in`;
}

/**
 * Runs and other work that others started in this process's studio, or that its queue starts, go on until they are done and everybody who
 * is attached has heard of it, or until Ctrl-C, which leaves them with a checkpoint.
 */
export async function waitForOthers(connection: Connection, output: Output): Promise<void> {
  const since = performance.now();
  let stopped = false;
  let said = false;
  const dispose = onInterrupt(() => {
    stopped = true;
  });
  for (;;) {
    const work = connection.othersWork();
    if (stopped || isNothing(work)) break;
    if (!said && performance.now() - since > LEAVING_MS) {
      output.note(`${inWords(work)} this Trainyard. Ctrl-C pauses, with a checkpoint.`);
      said = true;
    }
    await sleep(LOOK_EVERY_MS);
  }
  dispose();
}
