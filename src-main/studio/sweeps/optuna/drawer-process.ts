import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { isFrom, type Assignment } from '@shared/sweep/space';
import { Refusal } from '../../refusal';
import { answerSchema, greetingSchema, type DrawQuestion, type Greeting } from './answer';
import SCRIPT from './drawer.py?raw';

/** Loading Optuna from a cold disk takes seconds. */
const GREETING_MS = 60_000;
/** A Gaussian process over hundreds of trials takes seconds too. */
const ANSWER_MS = 120_000;
/** No answer is longer. */
const MOST_BYTES = 1_000_000;
const TAIL = 400;

interface Waiting {
  resolve(line: string): void;
  reject(why: Refusal): void;
  timer: NodeJS.Timeout;
}

const shown = (line: string): string => (line.length > 80 ? `${line.slice(0, 80)}…` : line);

/**
 * A Python that runs `drawer.py`: a line of JSON goes in, one comes out. Whatever it does that it should not, it is ended, and
 * what was asked of it is refused in one sentence.
 */
export class DrawerProcess {
  readonly #process: ChildProcess;
  #buffer = '';
  #stderr = '';
  #waiting: Waiting | undefined;
  /** one question after the other */
  #turn: Promise<unknown> = Promise.resolve();
  #questions = 0;
  /** why it cannot be asked any more */
  #over: Refusal | undefined;

  private constructor(readonly python: string) {
    this.#process = spawn(python, ['-u', '-c', SCRIPT], {
      // Not the folder that this program happens to run in.
      cwd: tmpdir(),
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const { stdin, stdout, stderr } = this.#process;
    this.#process.on('error', ({ message }) => this.#end(`${python} cannot be started: ${message}.`));
    this.#process.on('close', (code, signal) => {
      const last = this.#stderr.trim().split('\n').at(-1) ?? '';
      const how = signal ?? `code ${code}`;
      this.#end(`Python ended without an answer (${how})${last === '' ? '.' : `: ${last}`}`);
    });
    // That it is gone is heard of by its end.
    stdin?.on('error', () => {});
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-TAIL);
    });
    stdout?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
  }

  /**
   * Starts a Python, and hears whether it has an Optuna that can be used.
   *
   * @param closing ends it, whatever it does just then
   * @throws Refusal when it cannot be started, or says something else
   */
  static async start(
    python: string,
    closing: AbortSignal,
  ): Promise<{ drawer: DrawerProcess; greeting: Greeting }> {
    const drawer = new DrawerProcess(python);
    closing.addEventListener('abort', () => drawer.end(), { once: true });
    const line = await drawer.#nextLine(GREETING_MS);
    const greeting = drawer.#read(line, (value) => greetingSchema.safeParse(value).data);
    if (greeting.type === 'unusable') drawer.end();
    return { drawer, greeting };
  }

  get isOver(): boolean {
    return this.#over !== undefined;
  }

  /**
   * Draws what the next trial sets.
   *
   * @throws Refusal when Python fails, takes too long, or answers what no trial can set
   */
  draw(question: DrawQuestion): Promise<Assignment> {
    const drawn = this.#turn.catch(() => {}).then(() => this.#draw(question));
    this.#turn = drawn;
    return drawn;
  }

  async #draw(question: DrawQuestion): Promise<Assignment> {
    const id = ++this.#questions;
    const line = this.#nextLine(ANSWER_MS);
    if (!this.#over) this.#process.stdin?.write(`${JSON.stringify({ ...question, id })}\n`);
    const said = await line;
    const answer = this.#read(said, (value) => {
      const parsed = answerSchema.safeParse(value).data;
      if (parsed?.id !== id) return undefined;
      return parsed.type === 'failed' || isFrom(question.space, parsed.set) ? parsed : undefined;
    });
    if (answer.type === 'failed') throw new Refusal(`Optuna could not draw a trial: ${answer.told}`);
    return answer.set;
  }

  #read<Value>(line: string, parse: (value: unknown) => Value | undefined): Value {
    let value: Value | undefined;
    try {
      value = parse(JSON.parse(line));
    } catch {
      value = undefined;
    }
    if (value !== undefined) return value;
    const why = `Python answered what is no trial of this sweep: ${shown(line)}`;
    this.#end(why);
    throw new Refusal(why);
  }

  #nextLine(most: number): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#over) return reject(this.#over);
      const timer = setTimeout(
        () => this.#end(`Python did not answer within ${most / 1000} seconds, and was ended.`),
        most,
      );
      this.#waiting = { resolve, reject, timer };
    });
  }

  #hear(text: string): void {
    this.#buffer += text;
    const at = this.#buffer.indexOf('\n');
    if (at < 0) {
      if (this.#buffer.length > MOST_BYTES) {
        this.#end(`Python answered without an end: ${shown(this.#buffer)}`);
      }
      return;
    }
    const waiting = this.#waiting;
    const line = this.#buffer.slice(0, at);
    this.#buffer = this.#buffer.slice(at + 1);
    if (waiting === undefined) return this.#end(`Python spoke without being asked: ${shown(line)}`);
    clearTimeout(waiting.timer);
    this.#waiting = undefined;
    waiting.resolve(line);
  }

  #end(why: string): void {
    this.#over ??= new Refusal(why);
    this.#process.kill('SIGKILL');
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (!waiting) return;
    clearTimeout(waiting.timer);
    waiting.reject(this.#over);
  }

  /** Ends it. What it is asked just now is refused. */
  end(): void {
    this.#end('Python was ended.');
  }
}
