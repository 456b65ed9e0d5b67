import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { capture, firstWorking } from '../lib/run.mjs';
import { explain, Problem, step } from '../lib/say.mjs';
import { bundle, bundled } from './bundle.mjs';
import { samplesByKind } from './jit-kernels.mjs';
import { OWN_ENVIRONMENT } from './own-environment.mjs';
import { table } from './table.mjs';

/** Where the CPU time of ResNet's step goes, kernel by kernel: `perf` counts, and oneDNN names what it wrote. */
const [BATCH, THREADS, RATE, SECONDS] = [128, 2, 400, 8];
/** of one pass over a batch, without the first layer's for the gradients of inputs */
const PASS_FLOPS = 2 * 40.85e6 * BATCH;
const CONVOLUTIONS = ['convolution forward', 'gradient of inputs', 'gradient of weights'];

/** @returns the steps that were taken while `perf` counted */
async function record(folder, recording) {
  const child = spawn(ownNode, [bundled('trainyard'), 'resnet', folder], {
    cwd: path.dirname(folder),
    env: {
      ...process.env,
      ...OWN_ENVIRONMENT,
      TF_NUM_INTRAOP_THREADS: String(THREADS),
      TF_NUM_INTEROP_THREADS: String(THREADS),
      CUDA_VISIBLE_DEVICES: '',
      // Names for perf, in /tmp/perf-<pid>.map.
      ONEDNN_JIT_PROFILE: '6',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let perf;
  let counted;
  for await (const line of createInterface(child.stdout)) {
    const { event, numbers } = JSON.parse(line);
    if (event === 'ready') {
      perf = spawn('perf', ['record', '-F', String(RATE), '-p', String(child.pid), '-o', recording], {
        stdio: 'ignore',
      });
      counted = new Promise((resolve) => perf.once('close', resolve));
      // It takes a moment to find all threads.
      await sleep(1500);
      child.stdin.write(`${JSON.stringify({ do: 'steps', seconds: SECONDS })}\n`);
    }
    if (event === 'result') {
      perf.kill('SIGINT');
      await counted;
      child.stdin.end();
      return numbers.samples / BATCH;
    }
  }
  throw new Problem('The steps ended before they were counted.');
}

try {
  if (!firstWorking(['perf'], ['--version'])) throw new Problem('This needs Linux and `perf`.');
  await step('bundling', bundle);
  const prepared = await capture(ownNode, [bundled('prepare-data'), inRoot('.cache/bench/datasets')]);
  const { folder } = JSON.parse(prepared.trim().split('\n').at(-1)).models.resnet;
  const recording = inRoot('.cache/bench/step.perf');
  const steps = await step('counting', () => record(folder, recording));
  const args = ['report', '-i', recording, '--sort', 'dso,sym', '--no-children', '-n', '-t', '|'];
  const lines = (await capture('perf', args))
    .split('\n')
    .filter((line) => /^\s*[\d.]+%?\s*\|/.test(line))
    .map((line) => line.split('|').slice(1).join('|'));
  const sums = [...samplesByKind(lines)].toSorted((a, b) => b[1] - a[1]);
  const rows = sums.map(([kind, samples]) => {
    const milliseconds = (1000 * samples) / RATE / steps / THREADS;
    const speed = CONVOLUTIONS.includes(kind) ? (PASS_FLOPS / milliseconds / 1e6).toFixed(0) : '';
    return [kind, milliseconds.toFixed(0), speed];
  });
  console.log(table([`of ${steps} steps`, 'ms a step and thread', 'GFLOP/s'], rows));
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
