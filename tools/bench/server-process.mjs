import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { createInterface } from 'node:readline';
import { Problem } from '../lib/say.mjs';

const READY_MS = 60_000;

/** Processes that a process started, and it itself. */
function treeOf(pid) {
  try {
    const children = fs
      .readdirSync(`/proc/${pid}/task`)
      .flatMap((thread) =>
        fs
          .readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
          .split(' ')
          .filter(Boolean)
          .map(Number),
      );
    return [pid, ...children.flatMap(treeOf)];
  } catch {
    return [];
  }
}

function residentBytes(pid) {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** A server that tells its address in a line of JSON when it is ready. */
export class ServerProcess {
  #child;
  /** the line in which it told */
  said;
  port;

  /** @throws Problem when it ends before it is ready, or takes too long */
  static async start(command, isReady) {
    const server = new ServerProcess();
    const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    server.#child = child;
    let tail = '';
    child.stderr.on('data', (data) => (tail = (tail + data).slice(-2000)));
    server.said = await new Promise((resolve, reject) => {
      const fail = (why) => reject(new Problem(`${command.slice(0, 3).join(' ')} ${why}.`, undefined, tail));
      const timer = setTimeout(() => fail('was not ready within a minute'), READY_MS);
      child.once('error', ({ message }) => fail(message));
      child.once('close', () => fail('ended before it was ready'));
      createInterface(child.stdout).on('line', (text) => {
        if (!text.startsWith('{')) return;
        const line = JSON.parse(text);
        if (!isReady(line)) return;
        clearTimeout(timer);
        resolve(line);
      });
    });
    server.port = server.said.port ?? Number(new URL(server.said.url).port);
    return server;
  }

  get pid() {
    return this.#child.pid;
  }

  /** Bytes of memory of all its processes; 0 where the system does not tell. */
  memory() {
    return treeOf(this.pid).reduce((sum, pid) => sum + residentBytes(pid), 0);
  }

  post(body, type) {
    return fetch(`http://127.0.0.1:${this.port}/predict`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': type },
    });
  }

  async predict(body, type) {
    const response = await this.post(body, type);
    const said = await response.json();
    if (response.status !== 200) throw new Problem(`A request was refused: ${JSON.stringify(said)}`);
    return said.predictions[0];
  }

  async end() {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await closed;
    clearTimeout(timer);
  }
}
