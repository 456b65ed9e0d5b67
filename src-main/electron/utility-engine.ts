import { constants } from 'node:os';
import { app, utilityProcess, type Details } from 'electron';
// oxlint-disable-next-line import/default -- electron-vite gives the path of the built module
import enginePath from '../engine/main?modulePath';
import { exitInWords } from '../server/exit-in-words';
import { keepTail } from '../server/stderr-tail';
import type { EngineProcess, SpawnEngine } from '../studio/engine-process';

/** How long Chromium's own account of an end may come after the exit event. */
const ACCOUNT_WAIT_MS = 200;

type Account = Pick<Details, 'reason' | 'exitCode'>;
type Exit = { code: number | null; reason: string };

const signalName = (code: number): string =>
  (process.platform !== 'win32' &&
    Object.entries(constants.signals).find(([, number]) => number === code)?.[0]) ||
  `code ${code}`;

/** The `exit` event gives a signal's number as if it were an exit code; the account tells them apart. */
function endInWords(code: number, account: Account | undefined): string {
  switch (account?.reason) {
    case 'killed':
      return `it was killed (${signalName(account.exitCode)})`;
    case 'crashed':
      return `it crashed (${signalName(account.exitCode)})`;
    case 'oom':
      return 'it ran out of memory';
    case 'launch-failed':
      return 'it could not be started';
    case 'integrity-failure':
      return 'its code could not be verified';
    case 'memory-eviction':
      return 'the system ended it to free memory';
    default:
      return exitInWords(code, null);
  }
}

/** By it Chromium’s account is matched with a process, and ours are told from its own. */
const SERVICE = 'Trainyard engine';

/** Whether a process of this name is an engine. */
export const isEngine = (name: string | undefined): boolean => name?.startsWith(SERVICE) ?? false;

let started = 0;

/** Starts engines as Electron utility processes. */
export const spawnUtilityEngine: SpawnEngine = (env): EngineProcess => {
  started += 1;
  const serviceName = `${SERVICE} ${started}`;
  const child = utilityProcess.fork(enginePath, [], {
    serviceName,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
    execArgv: [],
  });
  const stderrTail = keepTail(child.stderr);
  let pid: number | undefined;
  let account: Account | undefined;
  let exit: Exit | undefined;
  let exitListener: ((exit: Exit) => void) | undefined;
  const onGone = (_event: unknown, details: Details) => {
    if (details.name === serviceName) account = details;
  };
  app.on('child-process-gone', onGone);
  child.on('spawn', () => {
    pid = child.pid;
  });
  child.on('exit', (code) => {
    setTimeout(() => {
      app.off('child-process-gone', onGone);
      exit = { code, reason: endInWords(code, account) };
      exitListener?.(exit);
    }, ACCOUNT_WAIT_MS);
  });
  return {
    get pid() {
      return pid;
    },
    send: (message) => child.postMessage(message),
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onExit: (listener) => {
      exitListener = listener;
      if (exit) listener(exit);
    },
    stderrTail,
    kill: () => {
      child.kill();
    },
  };
};
