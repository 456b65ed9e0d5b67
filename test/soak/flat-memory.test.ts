import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { EngineReport } from '@shared/contract/engine';
import { trainJobSchema } from '@shared/contract/engine-job';
import { presets } from '@shared/spec/presets';
import { makeDrawnDigits } from '../../src-main/engine/data/drawn-digits/make';
import { runTrainJob } from '../../src-main/engine/job/train-job';
import { Hold } from '../../src-main/engine/train/hold';
import { collectGarbage } from '../fuzz/memory';

const isShort = process.env['TRAINYARD_SOAK'] === 'short';
const STEPS = isShort ? 3_000 : 10_000;
/** What a run settles at: caches, buffers, TensorFlow's pools. Growth is measured from here on. */
const WARM = STEPS / 4;
/**
 * Bytes, after collecting: V8 lets some 60 MB of freed buffers lie before it looks at the older ones. A batch of
 * pictures lost each step would be 100 kB each.
 */
const MOST_GROWTH = STEPS * 5_000;

interface Sample {
  step: number;
  bytes: number;
  tensors: number;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** Between the second quarter of the samples and the last one: single peaks do not count. */
function growth(samples: readonly Sample[]): number {
  const settled = samples.filter(({ step }) => step >= WARM);
  const quarter = Math.floor(settled.length / 4);
  const bytes = settled.map((sample) => sample.bytes);
  return median(bytes.slice(-quarter)) - median(bytes.slice(0, quarter));
}

it('tells a leak of 10 kB a step from none', () => {
  const samples = (perStep: number) =>
    Array.from({ length: 100 }, (_, i): Sample => {
      const step = ((i + 1) * STEPS) / 100;
      return { step, bytes: 5e8 + step * perStep + (i % 7) * 1e5, tensors: 0 };
    });
  expect(growth(samples(0))).toBeLessThan(MOST_GROWTH / 4);
  expect(growth(samples(10_000))).toBeGreaterThan(MOST_GROWTH);
});

it(`an engine holds no more after ${STEPS} steps than after ${WARM}, checkpoints and validation included`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trainyard-soak-'));
  try {
    const [datasetFolder, runFolder] = [join(folder, 'digits'), join(folder, 'run')];
    const dataset = await makeDrawnDigits({
      folder: datasetFolder,
      seed: 0,
      counts: { train: 12_800, test: 100 },
      onProgress: () => {},
    });
    const spec = presets.mlp.spec({ id: dataset.id, classes: dataset.target.names });
    const perEpoch = Math.ceil((dataset.splits.train.count * 0.9) / spec.batchSize);
    await mkdir(runFolder);
    await writeFile(join(runFolder, 'run.json'), JSON.stringify({ generation: 1 }));
    const job = trainJobSchema.parse({
      type: 'train',
      run: 'soak-run',
      runFolder,
      generation: 1,
      spec: { ...spec, epochs: Math.ceil(STEPS / perEpoch), checkpoint: { everySteps: 250, keep: {} } },
      datasetFolder,
      compute: { backend: 'cpu', threads: availableParallelism(), oneDnn: true, precision: 'float32' },
      begin: null,
    });
    const samples: Sample[] = [];
    const channel = {
      send(report: EngineReport) {
        if (report.type !== 'epoch') return;
        collectGarbage();
        const { numTensors } = tf.memory();
        samples.push({ step: report.row.step, bytes: process.memoryUsage.rss(), tensors: numTensors });
      },
    };
    const asked = { stop: () => false, stopAfterEpoch: () => false, hold: new Hold() };
    await runTrainJob(job, channel, asked);
    const settled = samples.filter(({ step }) => step >= WARM);
    expect(settled.at(-1)?.step).toBeGreaterThanOrEqual(STEPS);
    console.log(`${(growth(samples) / 1e6).toFixed(1)} MB more, at most ${MOST_GROWTH / 1e6} MB are allowed`);
    expect(new Set(settled.map(({ tensors }) => tensors)).size).toBe(1);
    expect(growth(samples)).toBeLessThan(MOST_GROWTH);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
