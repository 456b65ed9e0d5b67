/**
 * What lies on another machine has that machine's name before its own id: `gpu-box:20261129-102030-abcd`. Ids of this
 * machine have no colon in them.
 */
const SEPARATOR = ':';

/** The machine that an id names; undefined where it is of this machine. */
export function machineOf(id: string): string | undefined {
  const at = id.indexOf(SEPARATOR);
  return at === -1 ? undefined : id.slice(0, at);
}

/** An id as its own machine knows it. */
export const idThere = (id: string): string => id.slice(id.indexOf(SEPARATOR) + 1);

/** An id of another machine as it is known here. */
export const idFrom = (machine: string, id: string): string => `${machine}${SEPARATOR}${id}`;

/** Runs and sweeps by when they were made, the oldest first, wherever they lie: their own ids begin with the time. */
export const byAge = (a: { id: string }, b: { id: string }): number =>
  idThere(a.id).localeCompare(idThere(b.id)) || a.id.localeCompare(b.id);
