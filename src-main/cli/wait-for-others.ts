import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection';
import { onInterrupt } from './interrupts';
import type { Output } from './output';

const LOOK_EVERY_MS = 200;

/**
 * Runs that others started in this process's studio, or that its queue starts, go on until they are done, or until Ctrl-C,
 * which leaves them with a checkpoint.
 */
export async function waitForOthers(connection: Connection, output: Output): Promise<void> {
  const count = connection.activeRuns();
  if (count === 0) return;
  const runs = count === 1 ? 'A run goes' : `${count} runs go`;
  output.note(`${runs} on in this Trainyard. Ctrl-C pauses, with a checkpoint.`);
  let stopped = false;
  const dispose = onInterrupt(() => {
    stopped = true;
  });
  while (!stopped && connection.activeRuns() > 0) await sleep(LOOK_EVERY_MS);
  dispose();
}
