import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runSpecSchema } from '@shared/spec/run-spec';
import { loadBackend } from '../../src-main/engine/backend/backend';
import type { NamedArray } from '../../src-main/engine/checkpoint/safetensors';
import { makeEagerRunner, makeRunner } from '../../src-main/engine/train/make-runner';
import { rowsInOrder } from '../rows-in-order';
import { backends } from './backends';
import { misses } from './misses';

const arraysSchema = z.record(z.string(), z.array(z.number()));
const reference = z
  .object({
    batch: z.int(),
    pixels: z.int(),
    hidden: z.int(),
    classes: z.int(),
    momentum: z.number(),
    images: z.array(z.int()),
    labels: z.array(z.int()),
    arrays: arraysSchema,
    cases: z.array(
      z.object({
        name: z.string(),
        optimizer: z.json(),
        spec: z.record(z.string(), z.json()),
        frozenNorm: z.boolean().default(false),
        steps: z.array(z.object({ loss: z.number(), arrays: arraysSchema, means: arraysSchema.optional() })),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('training.json', import.meta.url), 'utf8')));
type Case = (typeof reference)['cases'][number];

const { batch, pixels, hidden, classes, momentum } = reference;
const { samples, indices } = rowsInOrder({
  inputs: Uint8Array.from(reference.images),
  targets: Uint8Array.from(reference.labels),
});
/** Ours in float32, step upon step, against double precision. */
const TOLERANCE = { relative: 1e-5, absolute: 1e-6 };

const specOf = ({ optimizer, spec, frozenNorm }: Case) =>
  runSpecSchema.parse({
    data: { dataset: 'recorded' },
    model: {
      layers: [
        { type: 'flatten' },
        { type: 'dense', units: hidden, useBias: false },
        { type: 'batchNorm', momentum, frozen: frozenNorm },
        { type: 'activation', activation: 'tanh' },
        { type: 'dense', units: classes },
      ],
    },
    optimizer,
    batchSize: batch,
    ...spec,
  });

/** Where ours differ after a step, in words. */
function differences(ours: readonly NamedArray[], { arrays, means = {} }: Case['steps'][number]): string[] {
  const wanted = { ...arrays };
  for (const [name, values] of Object.entries(means)) wanted[`ema.${name}`] = values;
  return Object.entries(wanted).flatMap(([name, values]) => {
    const own = ours.find((array) => array.name === name);
    return misses(own?.values ?? [], values, TOLERANCE).map((miss) => `${name} ${miss}`);
  });
}

const runners = backends.flatMap((backend) =>
  [makeEagerRunner, ...(backend === 'cpu' ? [makeRunner] : [])].map((make) => ({ backend, make })),
);

describe.each(runners)('$backend, $make.name', ({ backend: name, make }) => {
  it.each(reference.cases)('trains as Flax and optax do: $name', async (one) => {
    const backend = await loadBackend({ backend: name, threads: 1, oneDnn: true, precision: 'float32' });
    const runner = make({ backend, spec: specOf(one), inputShape: [pixels, 1, 1], batches: [batch] });
    const ours = runner.weights().filter(({ name: own }) => !own.startsWith('ema.'));
    expect(ours.map((array) => array.name).toSorted()).toEqual(Object.keys(reference.arrays).toSorted());
    runner.loadWeights(
      ours.map((array) => ({ ...array, values: Float32Array.from(reference.arrays[array.name]!) })),
    );
    for (const [at, wanted] of one.steps.entries()) {
      const { losses } = runner.train({
        samples,
        indices: indices.subarray(at * batch, (at + 1) * batch),
        steps: 1,
        batch,
        firstStep: at + 1,
        learningRates: [specOf(one).optimizer.learningRate],
      });
      expect(misses(losses, [wanted.loss], TOLERANCE), `loss of step ${at + 1}`).toEqual([]);
      expect(differences(runner.weights(), wanted), `step ${at + 1}`).toEqual([]);
    }
    runner.dispose();
  });
});
