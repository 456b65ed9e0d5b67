import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { addDrawnDigits } from './drawn-digits';

const CLI = resolve('out/main/cli.cjs');

const lineSchema = z.looseObject({ event: z.string().optional() });
type Line = z.infer<typeof lineSchema>;

export interface Ended {
  code: number | null;
  /** what came on stdout, one JSON object a line */
  lines: Line[];
  stdout: string;
  stderr: string;
}

export interface Started {
  process: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves with the first line that `wanted` accepts; fails when the program ends before. */
  line(wanted: (line: Line) => boolean): Promise<Line>;
}

const parse = (text: string): Line | undefined => {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** The built program in a terminal, on a library of its own. */
export class Terminal {
  private constructor(readonly library: string) {}

  /** @param library left out: a fresh folder of its own, where the built-in digits are drawn already */
  static async open(library?: string): Promise<Terminal> {
    if (library !== undefined) return Terminal.#on(library);
    const terminal = await Terminal.openEmpty();
    await addDrawnDigits(terminal.library);
    return terminal;
  }

  /** A terminal on a fresh folder with nothing in it: the first run draws the digits. */
  static async openEmpty(): Promise<Terminal> {
    return Terminal.#on(await mkdtemp(join(tmpdir(), 'trainyard-library-')));
  }

  static #on(library: string): Terminal {
    if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run npm run build first.`);
    return new Terminal(library);
  }

  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
    const [command = 'help', ...rest] = args;
    const child = spawn(process.execPath, [CLI, command, '--library', this.library, '--json', ...rest], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    const waiting: { wanted: (line: Line) => boolean; resolve: (line: Line) => void }[] = [];
    const all = (): Line[] =>
      stdout.split('\n').flatMap((text) => {
        const line = parse(text);
        return line ? [line] : [];
      });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      for (const waiter of waiting) {
        const found = all().find(waiter.wanted);
        if (found) waiter.resolve(found);
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) => resolve({ code, lines: all(), stdout, stderr }));
    });
    const line = (wanted: (line: Line) => boolean) =>
      new Promise<Line>((resolve, reject) => {
        const found = all().find(wanted);
        if (found) resolve(found);
        waiting.push({ wanted, resolve });
        void ended.then(() => reject(new Error(`it ended without that line:\n${stdout}\n${stderr}`)));
      });
    return { process: child, ended, line };
  }

  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
    return this.start(args, env).ended;
  }

  async close(): Promise<void> {
    await rm(this.library, { recursive: true, force: true });
  }
}
