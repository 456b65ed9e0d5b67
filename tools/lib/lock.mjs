import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

const BEAT_MS = 1000;
const POLL_MS = 250;
// Counted in our own polls, not by the clock: a laptop that slept has not polled either.
const QUIET_POLLS = 240;
const ORPHAN_POLLS = 2400;

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

function look(file) {
  try {
    return { text: fs.readFileSync(file, 'utf8'), beat: fs.statSync(file).mtimeMs };
  } catch {
    return undefined;
  }
}

/**
 * Whether nobody works under this lock any more. A process with the holder's id proves nothing by itself: after a
 * restart it may be another one. A program that a killed holder left behind gives no sign of life, and gets longer.
 */
function isAbandoned({ text }, quiet) {
  const [host, holder, child] = text.split(' ');
  if (host !== os.hostname()) return quiet >= QUIET_POLLS;
  if (child && alive(Number(child))) return quiet >= ORPHAN_POLLS;
  return !alive(Number(holder)) || quiet >= QUIET_POLLS;
}

const mine = (...children) => [os.hostname(), process.pid, ...children].join(' ');

function take(file, text = mine()) {
  try {
    fs.writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** Takes away exactly the lock that was seen abandoned: someone else may have put a new one there meanwhile. */
function breakLock(file, seen) {
  const aside = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return; // somebody was faster
  }
  const text = fs.readFileSync(aside, 'utf8');
  if (text !== seen.text) take(file, text);
  fs.rmSync(aside, { force: true });
}

/**
 * Runs `work` while no other process runs work under the same lock file. A lock whose holder died is taken over.
 * `work` is given `alsoWaitFor(pid)`, for a program that would go on after us and must not meet a second one.
 */
export async function withLock(file, what, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let waiting = false;
  let quiet = 0;
  let last;
  while (!take(file)) {
    const seen = look(file);
    quiet = seen && last && seen.text === last.text && seen.beat === last.beat ? quiet + 1 : 0;
    last = seen;
    if (seen && isAbandoned(seen, quiet)) {
      breakLock(file, seen);
      continue;
    }
    if (!waiting) say(`another process is busy with this: ${what}; waiting for it`);
    waiting = true;
    await sleep(POLL_MS);
  }
  const beat = setInterval(() => fs.utimes(file, new Date(), new Date(), () => {}), BEAT_MS);
  const release = () => fs.rmSync(file, { force: true });
  process.on('exit', release);
  try {
    return await work((pid) => fs.writeFileSync(file, mine(pid)));
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}
