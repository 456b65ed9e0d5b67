import { fork } from 'node:child_process';
import type { EngineProcess } from '../studio/engine-process';
import { exitInWords } from './exit-in-words';
import { keepTail } from './stderr-tail';

/** An engine in a Node process started from `modulePath`. */
export function forkEngine(modulePath: string, env: Record<string, string>): EngineProcess {
  const child = fork(modulePath, [], {
    env: { ...process.env, ...env },
    // A debugger's port, say, cannot be shared with the parent.
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C in the terminal is for the studio, which then stops its engines in order.
    detached: true,
  });
  const stderrTail = keepTail(child.stderr);
  let exit: { code: number | null; reason: string } | undefined;
  let exitListener: ((exit: { code: number | null; reason: string }) => void) | undefined;
  const ended = (code: number | null, reason: string) => {
    if (exit) return;
    exit = { code, reason };
    exitListener?.(exit);
  };
  child.on('error', (error) => {
    // Also raised when a message cannot be sent to a process that is just ending: `exit` follows then.
    if (child.pid === undefined) ended(null, `it could not be started (${error.message})`);
  });
  // `close` comes after `exit`, when stderr was read to its end.
  child.on('close', (code, signal) => ended(code, exitInWords(code, signal)));
  return {
    pid: child.pid,
    send: (message) => {
      // Node types what can be sent more narrowly than the structured clone that it does.
      if (child.connected) child.send(message as Parameters<typeof child.send>[0], () => {});
    },
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onExit: (listener) => {
      exitListener = listener;
      if (exit) listener(exit);
    },
    stderrTail,
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
