import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { modelParameters } from '@shared/model/parameters';
import { presets } from '@shared/spec/presets';
import { encodeSafetensors } from '../../src-main/engine/checkpoint/safetensors';
import { initialWeights } from '../../src-main/engine/model/initial-weights';

const python = process.env['TRAINYARD_PYTHON'];

it.skipIf(python === undefined)("Python's safetensors reads our weights", async () => {
  const { layers } = presets.cnn.spec({ id: 'digits', classes: [...'0123456789'] }).model;
  const parameters = modelParameters(layers, [28, 28, 1]);
  const initial = initialWeights(parameters, 7);
  const arrays = parameters.map(({ name, shape }, i) => ({ name, shape, values: initial[i]! }));
  const folder = await mkdtemp(join(tmpdir(), 'read-checkpoint-'));
  try {
    const path = join(folder, 'model.safetensors');
    await writeFile(path, encodeSafetensors(arrays, { format: 'trainyard', step: '0' }));
    const script = join(import.meta.dirname, 'read_checkpoint.py');
    const { stdout } = await promisify(execFile)(python ?? '', [script, path]);
    const reply = JSON.parse(stdout) as { metadata: object; sums: Record<string, [number[], number]> };
    expect(reply.metadata).toEqual({ format: 'trainyard', step: '0' });
    expect(Object.keys(reply.sums).sort()).toEqual(parameters.map(({ name }) => name).sort());
    for (const { name, shape, values } of arrays) {
      const [theirShape, sum] = reply.sums[name]!;
      expect(theirShape).toEqual(shape);
      expect(sum).toBeCloseTo(
        values.reduce((total, value) => total + value, 0),
        9,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
