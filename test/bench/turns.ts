import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a contender in JavaScript can do; test/bench/peers/turns.py says the same for Python. */
export interface Contender {
  versions: Record<string, string>;
  stepsPerCall: number;
  /** samples in a step */
  batch: number;
  /** Takes `steps` steps on prepared batches. */
  runSteps(steps: number): Promise<void> | void;
  /** Trains on a few samples and validates on a few, so that whatever an epoch needs is ready. */
  warmUp(): Promise<void>;
  /** Loads the data, shuffles, trains on all of it and validates. */
  epoch(): Promise<EpochResult>;
  /** Multiplies two square matrices and waits. */
  product(size: number): () => void;
}

export interface EpochResult {
  samples: number;
  loss: number;
  accuracy: number;
  validationLoss: number;
  validationAccuracy: number;
}

type Request = { do: 'steps'; seconds: number } | { do: 'epoch' } | { do: 'peak'; seconds: number };

/** Which size a library multiplies fastest depends on its blocks and on the caches. */
const MATRICES = [512, 1024, 2048, 4096];

const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
const secondsSince = (began: number) => (performance.now() - began) / 1000;

/** The most bytes that this process ever held in memory. */
function peakMemory(): number {
  try {
    const line = /^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line) return Number(line[1]) * 1024;
  } catch {
    // not Linux
  }
  return process.resourceUsage().maxRSS * 1024;
}

/** Steps a second, roughly. */
async function calibrate(contender: Contender): Promise<number> {
  const began = performance.now();
  let steps = 0;
  while (secondsSince(began) < 0.3) {
    await contender.runSteps(contender.stepsPerCall);
    steps += contender.stepsPerCall;
  }
  return steps / secondsSince(began);
}

/** Of the fastest product, in floating-point operations a second. */
function productFlops(contender: Contender, seconds: number): number {
  const speeds = MATRICES.map((size) => {
    const multiply = contender.product(size);
    multiply();
    const until = performance.now() + (1000 * seconds) / MATRICES.length;
    let least = Infinity;
    do {
      const began = performance.now();
      multiply();
      least = Math.min(least, secondsSince(began));
    } while (performance.now() < until);
    return (2 * size ** 3) / least;
  });
  return Math.max(...speeds);
}

/** Does a first step, then takes turns: one JSON object a line on stdin and stdout, until stdin ends. */
export async function takeTurns(contender: Contender): Promise<void> {
  await contender.runSteps(contender.stepsPerCall);
  say({ event: 'first-step' });
  await contender.warmUp();
  let rate = await calibrate(contender);
  say({ event: 'ready', versions: contender.versions, stepsPerCall: contender.stepsPerCall });

  for await (const line of createInterface(process.stdin)) {
    const request = JSON.parse(line) as Request;
    const began = performance.now();
    let result: object;
    if (request.do === 'steps') {
      const steps =
        Math.max(1, Math.round((rate * request.seconds) / contender.stepsPerCall)) * contender.stepsPerCall;
      await contender.runSteps(steps);
      const seconds = secondsSince(began);
      rate = steps / seconds;
      result = { samples: steps * contender.batch, seconds };
    } else if (request.do === 'epoch') {
      const measured = await contender.epoch();
      result = { ...measured, seconds: secondsSince(began) };
    } else {
      result = { flopsPerSecond: productFlops(contender, request.seconds) };
    }
    say({ event: 'result', numbers: { ...result, peakBytes: peakMemory() } });
  }
}
