import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { modelParameters } from '@shared/model/parameters';
import { presets, type PresetId } from '@shared/spec/presets';
import { loadBackend, type Backend } from '../../src-main/engine/backend/backend';
import { drawDigit } from '../../src-main/engine/data/drawn-digits/draw';
import { initialWeights } from '../../src-main/engine/model/initial-weights';
import { EagerRunner } from '../../src-main/engine/train/eager-runner';
import { makeRunner } from '../../src-main/engine/train/make-runner';
import { rowsInOrder } from '../rows-in-order';

const STEPS = 20;
const SHAPE = [28, 28, 1];
const python = process.env['TRAINYARD_PYTHON'];
const replySchema = z.object({
  losses: z.array(z.number()).length(STEPS),
  versions: z.record(z.string(), z.string()),
});

function firstBatches(batch: number): { images: Uint8Array; labels: Uint8Array } {
  const images = new Uint8Array(STEPS * batch * 784);
  const labels = Uint8Array.from({ length: STEPS * batch }, (_, index) =>
    drawDigit(0, 'train', index, images, index * 784),
  );
  return { images, labels };
}

describe.skipIf(python === undefined)('the first 20 losses, from equal weights and batches', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  });

  it.each<PresetId>(['mlp', 'cnn'])('of the %s are those of Flax and optax', async (which) => {
    const spec = presets[which].spec({ id: 'digits', classes: [...'0123456789'] });
    const parameters = modelParameters(spec.model.layers, SHAPE);
    const initial = initialWeights(parameters, spec.seed);
    const { images, labels } = firstBatches(spec.batchSize);
    const folder = await mkdtemp(join(tmpdir(), 'first-losses-'));
    try {
      const description = {
        which,
        learningRate: spec.optimizer.learningRate,
        steps: STEPS,
        batch: spec.batchSize,
        parameters: parameters.map(({ name, shape }) => [name, shape]),
      };
      await writeFile(join(folder, 'model.json'), JSON.stringify(description));
      const flat = Buffer.concat(initial.map((values) => Buffer.from(values.buffer)));
      await writeFile(join(folder, 'weights.f32'), flat);
      await writeFile(join(folder, 'images.u8'), images);
      await writeFile(join(folder, 'labels.u8'), labels);
      const script = join(import.meta.dirname, 'first_losses.py');
      const { stdout } = await promisify(execFile)(python ?? '', [script, folder]);
      const { losses, versions } = replySchema.parse(JSON.parse(stdout));

      const compiled = makeRunner({
        backend,
        spec,
        inputShape: SHAPE,
        batches: [spec.batchSize],
      });
      const eager = new EagerRunner(spec, SHAPE, parameters, initial);
      expect(compiled.mode).toBe('compiled');
      for (const runner of [compiled, eager]) {
        const ours = runner.train({
          ...rowsInOrder({ images, labels }),
          steps: STEPS,
          batch: spec.batchSize,
          firstStep: 1,
          learningRates: Array.from({ length: STEPS }, () => spec.optimizer.learningRate),
        }).losses;
        const apart = losses.map((loss, i) => Math.abs(loss - ours[i]!));
        console.log(which, runner.mode, 'largest distance', Math.max(...apart), versions);
        expect(Math.max(...apart)).toBeLessThan(1e-5);
        runner.dispose();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
