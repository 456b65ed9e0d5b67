import * as fs from 'node:fs';

/** Linux counts in hundredths of a second. */
const TICKS = 100;

/**
 * Seconds of CPU time that this process and the whole machine have used so far, with the time of day; undefined
 * where the system does not tell.
 */
export function cpuTime(pid) {
  try {
    // After the name in parentheses, which may hold spaces: user and system time are fields 14 and 15.
    const own = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    const [user, nice, system, , , irq, softirq, steal] = fs
      .readFileSync('/proc/stat', 'utf8')
      .split('\n')[0]
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return {
      process: (Number(own[11]) + Number(own[12])) / TICKS,
      machine: (user + nice + system + irq + softirq + steal) / TICKS,
      at: performance.now() / 1000,
    };
  } catch {
    return undefined;
  }
}

/**
 * Seconds of CPU time that a process and those that it started have used so far; 0 where the system does not tell.
 *
 * @param depth how many generations of them count: 0 is the process alone
 */
export function treeCpuTime(pid, depth = Infinity) {
  const own = cpuTime(pid)?.process ?? 0;
  if (depth === 0) return own;
  return childrenOf(pid).reduce((sum, child) => sum + treeCpuTime(child, depth - 1), own);
}

function childrenOf(pid) {
  try {
    const threads = fs.readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) =>
      fs.readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}
