import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from './children-of';
import type { Ended, Started } from './terminal';

/** The most bytes that a process ever had resident, of its own and of what its threads share; 0 when it is gone. */
function peakOf(pid: number): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return 1024 * Number(line?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Waits for a program, and tells the most bytes that any of its engines had resident. Linux only. */
export async function endAndPeak(started: Started): Promise<{ end: Ended; peak: number }> {
  let peak = 0;
  let isOver = false;
  const watch = (async () => {
    while (!isOver) {
      for (const pid of childrenOf(started.process.pid!)) peak = Math.max(peak, peakOf(pid));
      await sleep(100);
    }
  })();
  const end = await started.ended;
  isOver = true;
  await watch;
  return { end, peak };
}
