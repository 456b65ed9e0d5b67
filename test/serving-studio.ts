import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { attachToStudio, type AttachedStudio } from '../src-main/server/attach';
import { lockOf } from './studio-lock';
import { Terminal, type Started } from './terminal';

const servingSchema = z.object({ url: z.url() });
const tokenSchema = z.object({ token: z.string() });

/** `trainyard serve` as on a machine of its own: with its own library, and its own data of the program. */
export class ServingStudio {
  #started: Started | undefined;
  #attached: AttachedStudio | undefined;
  port = 0;

  private constructor(
    readonly terminal: Terminal,
    readonly home: string,
    private readonly extraEnv: NodeJS.ProcessEnv,
  ) {}

  /** Its library is empty; it does not serve yet. */
  static async prepare(extraEnv: NodeJS.ProcessEnv = {}): Promise<ServingStudio> {
    const home = await mkdtemp(join(tmpdir(), 'trainyard-home-'));
    return new ServingStudio(await Terminal.openEmpty(), home, extraEnv);
  }

  get env(): NodeJS.ProcessEnv {
    return { ...this.extraEnv, XDG_CONFIG_HOME: this.home, APPDATA: this.home };
  }

  /** Begins to serve, at the port of before where there was one. */
  async serve(): Promise<this> {
    const started = this.terminal.start(['serve', '--port', String(this.port)], this.env);
    this.#started = started;
    const { url } = servingSchema.parse(await started.line(({ event }) => event === 'serving'));
    this.port = Number(new URL(url).port);
    this.#attached = await attachToStudio(await lockOf(this.terminal.library), 'follower');
    return this;
  }

  get client(): AttachedStudio['client'] {
    if (!this.#attached) throw new Error('It does not serve.');
    return this.#attached.client;
  }

  /** of the process that serves */
  get pid(): number {
    const pid = this.#started?.process.pid;
    if (pid === undefined) throw new Error('It does not serve.');
    return pid;
  }

  async token(): Promise<string> {
    const { lines } = await this.terminal.run(['machines', 'token'], this.env);
    return tokenSchema.parse(lines[0]).token;
  }

  /** Runs a command on its library, as a person on that machine would. */
  run(args: readonly string[]): ReturnType<Terminal['run']> {
    return this.terminal.run(args, this.env);
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    this.#attached?.close();
    this.#attached = undefined;
    this.#started?.process.kill(signal);
    await this.#started?.ended;
    this.#started = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.terminal.close();
    await rm(this.home, { recursive: true, force: true });
  }
}
