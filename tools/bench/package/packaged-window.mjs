import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { cpuTime, treeCpuTime } from '../cpu-time.mjs';

const PATIENCE_MS = 120_000;
/** What the page marks when everything is there that its first sight needs, and was painted. */
const USABLE = `(() => {
  const mark = performance.getEntriesByName('trainyard-usable')[0];
  return mark && performance.timeOrigin + mark.startTime;
})()`;

async function until(look) {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await Promise.resolve()
      .then(look)
      .catch(() => undefined);
    if (found !== undefined && found !== null) return found;
    if (performance.now() > end) throw new Error('The window did not come.');
    await sleep(20);
  }
}

/** Asks the page by Chromium's own protocol: the packaged program has Node's debugger shut. */
async function evaluate(socketUrl, expression) {
  const socket = new WebSocket(socketUrl);
  try {
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const answer = new Promise((resolve) =>
      socket.on('message', (data) => resolve(JSON.parse(data.toString()))),
    );
    const params = { expression, returnByValue: true };
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    const late = sleep(5000).then(() => ({}));
    return (await Promise.race([answer, late])).result?.result?.value;
  } finally {
    socket.close();
  }
}

/** Starts the packaged program on a library, and waits until its window can be used. */
export async function startPackaged(program, { library, userData, env }) {
  const own = userData ?? fs.mkdtempSync(path.join(os.tmpdir(), 'trainyard-packaged-'));
  const portFile = path.join(own, 'DevToolsActivePort');
  fs.rmSync(portFile, { force: true });
  const args = [
    // As root Chromium's sandbox cannot start.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--user-data-dir=${own}`,
    '--remote-debugging-port=0',
    '--library',
    library,
  ];
  const before = cpuTime(process.pid);
  const begun = Date.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...env, TRAINYARD_QUIT: 'save' },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const target = await until(async () => {
    const port = fs.readFileSync(portFile, 'utf8').split('\n')[0];
    const targets = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
    return targets.find(({ type, url }) => type === 'page' && url.startsWith('trainyard:'))
      ?.webSocketDebuggerUrl;
  });
  const usable = await until(() => evaluate(target, USABLE));
  const [cpuSeconds, after] = [treeCpuTime(child.pid), cpuTime(process.pid)];
  const ofOthers = after.machine - before.machine - (after.process - before.process) - cpuSeconds;
  return {
    pid: child.pid,
    startMs: usable - begun,
    /** of all its processes */
    cpuSeconds,
    /** how many cores others had meanwhile */
    othersBusy: Math.max(0, ofOthers) / (after.at - before.at),
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      if (userData === undefined) fs.rmSync(own, { recursive: true, force: true });
    },
  };
}
