import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Where a power cut or a `kill -9` hurts most, by name. The kill test runs the program once with
 * TRAINYARD_CRASH_LOG=FILE, which writes down every point that is passed, and then once for each with
 * TRAINYARD_CRASH_AT="NAME", or "NAME#3" for the third time, or "NAME#3+20" for 20 ms after that, at which the process
 * kills itself; at "NAME#3+hold" it stands still until somebody has it go on. Without these variables a point costs one
 * comparison.
 */
const log = process.env['TRAINYARD_CRASH_LOG'];
const parsed = /^(?<name>[^#+]+)(#(?<nth>\d+))?(\+(?<later>\d+|hold))?$/.exec(
  process.env['TRAINYARD_CRASH_AT'] ?? '',
)?.groups;
const wanted = parsed && {
  name: parsed['name'],
  nth: Number(parsed['nth'] ?? 1),
  act: actOf(parsed['later']),
};
let passed = 0;

function actOf(later: string | undefined): () => void {
  if (later === undefined) return () => process.kill(process.pid, 'SIGKILL');
  return later === 'hold' ? () => process.kill(process.pid, 'SIGSTOP') : killLater(Number(later));
}

/** The kill comes from a thread that is there already: this one may be in the middle of a training step then. */
function killLater(milliseconds: number): () => void {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const waiter = `const { workerData } = require('node:worker_threads');
    Atomics.wait(workerData, 0, 0);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${milliseconds});`;
  new Worker(waiter, { eval: true, workerData: signal }).unref();
  return () => {
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/;

/** The same name in every run: no numbers, no ids. */
function named(path: string): string {
  const name = basename(path);
  if (name.endsWith('.removed')) return 'a removed folder';
  if (name.endsWith('.tmp') && /^\.\d/.test(name)) return 'a new folder';
  if (UUID.test(name)) return name.replace(UUID, 'outputs').replace(/\.\d+\.tmp$/, '.tmp');
  if (/^\d/.test(name)) return 'a folder';
  return name.replace(/\.\d+\.tmp$/, '.tmp');
}

/**
 * @param doing such as "before sync"
 * @param what a path, or what else it is done to
 */
export function crashPoint(doing: string, what: string): void {
  if (log === undefined && wanted === undefined) return;
  const name = `${doing} ${named(what)}`;
  if (log !== undefined) appendFileSync(log, `${name}\n`);
  if (name === wanted?.name && ++passed === wanted.nth) wanted.act();
}
