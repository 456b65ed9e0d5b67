import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { loadBackend } from '../../src-main/engine/backend/backend';
import { compareAnswers } from '../../src-main/engine/export/compare-answers';
import { onnx } from '../../src-main/engine/export/onnx/format';
import { preparationOf } from '../../src-main/engine/export/preparation';
import { safetensors } from '../../src-main/engine/export/safetensors/format';
import { ownAnswers } from '../exported-model';
import { TRIAL_MODELS } from '../trial-models';

const python = process.env['TRAINYARD_PYTHON'];

const replySchema = z.object({
  metadata: z.record(z.string(), z.string()),
  arrays: z.record(z.string(), z.tuple([z.array(z.number()), z.string()])),
  opset: z.number(),
  batch: z.string(),
  names: z.array(z.string()),
  outputs: z.array(z.number()),
  answers: z.array(z.number()),
  kept: z.record(z.string(), z.string()),
});

beforeAll(async () => {
  if (python !== undefined)
    await loadBackend({ backend: 'cpu', threads: 1, oneDnn: true, precision: 'float32' });
});

it.skipIf(python === undefined).each(Object.entries(TRIAL_MODELS))(
  'Python reads the safetensors of %s bit for bit, and ONNX Runtime gives its answers',
  async (_, made) => {
    const model = made();
    const samples = ownAnswers(model);
    const folder = await mkdtemp(join(tmpdir(), 'exports-'));
    try {
      for (const { path, bytes } of [...(await safetensors.make(model)), ...(await onnx.make(model))]) {
        await writeFile(join(folder, path), bytes);
      }
      await writeFile(join(folder, 'inputs.bin'), samples.inputs);
      const script = join(import.meta.dirname, 'exports.py');
      const { stdout } = await promisify(execFile)(python ?? '', [script, folder], { maxBuffer: 1 << 26 });
      const theirs = replySchema.parse(JSON.parse(stdout));

      const sha256 = (values: Float32Array) => createHash('sha256').update(values).digest('hex');
      const arrays = model.weights.map(({ name, shape, values }) => [name, [[...shape], sha256(values)]]);
      expect(theirs.arrays).toEqual(Object.fromEntries(arrays));
      expect(JSON.parse(theirs.metadata['spec']!)).toEqual(model.spec);
      expect(JSON.parse(theirs.metadata['preparation']!)).toEqual(preparationOf(model));

      const isOfClasses = model.target.type === 'classes';
      expect(theirs.names).toEqual(isOfClasses ? ['logits', 'likelihoods'] : ['scaled', 'values']);
      expect(theirs).toMatchObject({ opset: 17, batch: 'batch' });
      expect(JSON.parse(theirs.kept['names']!)).toEqual(model.target.names);
      const [outputs, answers] = [Float32Array.from(theirs.outputs), Float32Array.from(theirs.answers)];
      const check = compareAnswers(model, samples, { outputs, answers }, 'ONNX Runtime in Python');
      expect(check.difference).toBeLessThan(1e-5);
      expect(check.outputDifference).toBeLessThan(1e-5);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
