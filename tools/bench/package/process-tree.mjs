import * as fs from 'node:fs';

const readIfThere = (file) => {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
};

/** The parent of each process that there is. */
function parents() {
  const found = new Map();
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // The name of a program may have spaces and brackets in it: what counts comes after the last one.
    const fields = readIfThere(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ');
    if (fields?.[1]) found.set(Number(name), Number(fields[1]));
  }
  return found;
}

/** A process and all that it started, directly or not. */
export function processTree(root) {
  const all = parents();
  const isBelow = (pid) => {
    for (let at = pid; at !== undefined && at > 1; at = all.get(at)) if (at === root) return true;
    return false;
  };
  return [...all.keys()].filter(isBelow);
}

/**
 * Memory that processes hold, in bytes: each page that several share counts for each of them by its share (PSS), so that
 * the sum is what would be free without them.
 */
export function heldMemory(pids) {
  const field = (pid, name) =>
    1024 *
    Number(
      new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readIfThere(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0,
    );
  const sum = (name) => pids.reduce((all, pid) => all + field(pid, name), 0);
  return { pss: sum('Pss'), processes: pids.length };
}
