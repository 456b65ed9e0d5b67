import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** The memory that this process and its engines may have together: the machine's, or a container's share of it. */
export function memoryBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}

/** Where Linux counts the processes that it killed for want of memory: on the machine, and in our own group. */
const COUNTERS = [
  '/proc/vmstat',
  '/sys/fs/cgroup/memory.events',
  '/sys/fs/cgroup/memory/memory.oom_control',
] as const;

/** How many processes the system has killed so far because memory had run out; 0 where it does not tell. */
export function memoryKills(): number {
  return COUNTERS.reduce((sum, path) => {
    try {
      return sum + Number(/^oom_kill (\d+)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? 0);
    } catch {
      return sum;
    }
  }, 0);
}
