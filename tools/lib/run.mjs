import { spawn, spawnSync } from 'node:child_process';

// Ctrl-C reaches the whole process group, but `kill` reaches only us: nobody downloads on after we are gone.
const running = new Set();
let listening = false;

function stopChildrenWithUs() {
  if (listening) return;
  listening = true;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    process.on(signal, () => {
      // On Ctrl-C in a terminal the children have had the signal already; a second one may mean "at once" to them.
      const hadIt = signal === 'SIGINT' && process.stdin.isTTY;
      for (const child of running) if (!hadIt) child.kill(signal);
      // A child with our terminal decides itself how it ends; we end with its code.
      if (![...running].some((child) => child.ownsTerminal)) process.exit(code);
    });
  }
}

// npm and npx are .cmd files on Windows, which only a shell can start.
const needsShell = (command) => process.platform === 'win32' && /^(npm|npx)$|\.cmd$/i.test(command);

function track(child, ownsTerminal) {
  stopChildrenWithUs();
  child.ownsTerminal = ownsTerminal;
  running.add(child);
  child.once('close', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * Runs a command quietly and returns what it printed; what it printed before it failed is on the error as `output`.
 * `onStart` is given its process id. `onTick` is called once a second and may call the `stop(reason)` that it is given.
 */
export function capture(command, args, { cwd, env, onTick, onStart, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const options = {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: needsShell(command),
    };
    const child = track(spawn(command, args, options), false);
    if (child.pid) onStart?.(child.pid);
    let output = '';
    let stopped;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (output = (output + data).slice(-50_000)));
    const stop = (reason) => {
      stopped = reason;
      child.kill('SIGKILL');
      // Grandchildren may hold the pipes open; their answer no longer matters.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const ticker = onTick && setInterval(() => onTick(stop), 1000);
    const limit =
      timeoutMs && setTimeout(() => stop(`it did not end within ${timeoutMs / 1000} s`), timeoutMs);
    const fail = (error) => reject(Object.assign(error, { output }));
    const settle = (how) => {
      clearInterval(ticker);
      clearTimeout(limit);
      how();
    };
    child.on('error', (error) => settle(() => fail(error)));
    child.on('close', (code, signal) =>
      settle(() => {
        if (stopped) fail(new Error(`${command} was ended: ${stopped}`));
        else if (code === 0) resolve(output);
        else fail(new Error(`${command} ended with ${signal ?? `code ${code}`}`));
      }),
    );
  });
}

/** Runs a command in our own terminal and returns its exit code. */
export function passThrough(command, args, { cwd, env, stdio = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = track(
      spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio, shell: needsShell(command) }),
      true,
    );
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signalNumbers[signal] ?? 1)));
  });
}
const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/** The first of these commands that starts and ends well. */
export function firstWorking(commands, args = ['--version']) {
  return commands
    .filter(Boolean)
    .find(
      (command) => spawnSync(command, args, { stdio: 'ignore', shell: needsShell(command) }).status === 0,
    );
}

/** How a failed command ended, and its last words. */
export function lastLines(error, count = 4) {
  const lines = (error.output ?? '').trim().split('\n').filter(Boolean);
  return [...lines.slice(-count), error.message].join('\n');
}

export const looksOffline = (error) =>
  /connection|temporary failure|name or service|getaddrinfo|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|proxy|timed out|SSL/i.test(
    error.output ?? '',
  );
