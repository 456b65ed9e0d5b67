import { spawnSync } from 'node:child_process';

/** All processes below one, with their command lines. Some have a group of their own. */
export function descendantsOf(root: number): { pid: number; args: string }[] {
  const all = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 1e8 })
    .stdout.split('\n')
    .flatMap((line) => {
      const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return args === undefined ? [] : { pid: Number(pid), parent: Number(parent), args };
    });
  const below = (pid: number): typeof all =>
    all.filter(({ parent }) => parent === pid).flatMap((one) => [one, ...below(one.pid)]);
  return below(root);
}
