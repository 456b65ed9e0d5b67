import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { firstWorking } from '../lib/run.mjs';
import { cpuTime } from './cpu-time.mjs';

const canPin = process.platform === 'linux' && Boolean(firstWorking(['taskset'], ['--version']));

/** The environment that gives every library the same number of threads. */
const threadsEnvironment = (threads) => ({
  OMP_NUM_THREADS: String(threads),
  MKL_NUM_THREADS: String(threads),
  OPENBLAS_NUM_THREADS: String(threads),
  NPROC: String(threads),
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: String(threads),
  CUDA_VISIBLE_DEVICES: '',
  JAX_PLATFORMS: 'cpu',
  // Where the scripts lie is no place for compiled copies of them.
  PYTHONDONTWRITEBYTECODE: '1',
});

/** A contender in a process of its own, which works only when it is asked to. */
export class ContenderProcess {
  #child;
  #tail = '';
  #events = [];
  #waiting;
  #ended;

  /** @param environment what it is given beside the threads that everybody has */
  constructor({ command, variant, environment, model, folder, threads, cores }) {
    const whole = [...command, model, folder];
    // XLA takes all the cores that it may run on: the same ones for everybody.
    if (canPin && cores > threads) whole.unshift('taskset', '-c', `0-${threads - 1}`);
    this.started = performance.now();
    this.#child = spawn(whole[0], whole.slice(1), {
      cwd: path.dirname(folder),
      env: {
        ...process.env,
        ...threadsEnvironment(threads),
        TRAINYARD_VARIANT: variant ?? '',
        ...environment,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.on('data', (data) => (this.#tail = (this.#tail + data).slice(-4000)));
    createInterface(this.#child.stdout).on('line', (line) => {
      this.#events.push({ ...JSON.parse(line), at: performance.now() });
      this.#waiting?.();
    });
    const end = (how) => {
      this.#ended ??= how;
      this.#waiting?.();
    };
    this.#child.on('error', (error) => end(error.message));
    this.#child.on('close', (code, signal) => end(`it ended with ${signal ?? `code ${code}`}`));
  }

  /** @throws when it ends, or says nothing within the limit */
  async next(event, limitSeconds) {
    const deadline = performance.now() + limitSeconds * 1000;
    while (this.#events.length === 0) {
      if (this.#ended) throw new Error([this.#ended, this.#lastWords()].filter(Boolean).join(': '));
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`it said nothing for ${limitSeconds} s`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const message = this.#events.shift();
    if (message.event !== event) throw new Error(`it said ${message.event} instead of ${event}`);
    return message;
  }

  /** The last line of its stderr that looks like an error. */
  #lastWords() {
    const lines = this.#tail.split('\n').filter((line) => /error|exception|cannot|not found/i.test(line));
    return lines.at(-1)?.trim().slice(0, 200);
  }

  /**
   * Gives it a turn. Beside its answer stands how many cores others used meanwhile, where that can be known.
   */
  async turn(request, limitSeconds) {
    const before = cpuTime(this.#child.pid);
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { numbers } = await this.next('result', limitSeconds);
    const after = cpuTime(this.#child.pid);
    if (!before || !after) return numbers;
    const others = after.machine - before.machine - (after.process - before.process);
    return { ...numbers, othersCores: Math.max(0, others / (after.at - before.at)) };
  }

  kill() {
    this.#child.kill('SIGKILL');
  }

  async end() {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.kill(), 5000);
    while (!this.#ended) await new Promise((resolve) => (this.#waiting = resolve));
    clearTimeout(timer);
  }
}
