import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StudioClient } from '@shared/contract/client';
import { attachToStudio, type AttachedStudio } from '../../src-main/server/attach';
import { childrenOf } from '../children-of';
import { lockOf } from '../studio-lock';

const CLI = resolve('out/main/cli.cjs');

/** The headless program on a library, which is killed and started again, and a client of it. */
export class Host {
  #child: ChildProcess | undefined;
  #attached: AttachedStudio | undefined;
  /** all that it ever wrote to stderr */
  errors = '';
  starts = 0;

  constructor(readonly library: string) {}

  get client(): StudioClient {
    if (!this.#attached) throw new Error('The host does not run.');
    return this.#attached.client;
  }

  /** An address that lets one more browser in. */
  async newAddress(): Promise<string> {
    const child = this.#child;
    if (!child?.stdout || !child.stdin) throw new Error('The host does not run.');
    const { stdin, stdout } = child;
    return new Promise((resolve, reject) => {
      const hear = (text: string) => {
        const url = /"url":"([^"]+)"/.exec(text)?.[1];
        if (url === undefined) return;
        stdout.off('data', hear);
        child.off('exit', ended);
        resolve(url);
      };
      const ended = () => reject(new Error('The host ended before it gave an address.'));
      stdout.on('data', hear);
      child.once('exit', ended);
      stdin.write('\n');
    });
  }

  engines(): number[] {
    return this.#child?.pid === undefined ? [] : childrenOf(this.#child.pid);
  }

  async start(): Promise<void> {
    this.starts += 1;
    const child = spawn(
      process.execPath,
      [CLI, 'serve', '--library', this.library, '--json', '--port', '0'],
      {
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    await new Promise<void>((ready, failed) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => text.includes('serving') && ready());
      child.once('exit', (code) =>
        failed(new Error(`the host ended with ${code}: ${this.errors.slice(-2000)}`)),
      );
    });
    this.#attached = await attachToStudio(await lockOf(this.library), 'follower');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const engines = this.engines();
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
    this.#attached?.close();
    [this.#child, this.#attached] = [undefined, undefined];
    // Orphaned engines end by themselves; what they still write is theirs to write.
    for (let tries = 0; tries < 100 && engines.some((pid) => isThere(pid)); tries += 1) await sleep(50);
  }

  kill = () => this.#end('SIGKILL');
  stop = () => this.#end('SIGTERM');
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
