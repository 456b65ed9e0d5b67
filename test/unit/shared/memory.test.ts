import { expect, it } from 'vitest';
import { describeModel } from '@shared/model/describe';
import { estimateMemory } from '@shared/model/memory';
import { presets, type PresetId } from '@shared/spec/presets';

const digits = { id: 'digits', classes: [...'0123456789'] };
const DATA = 60_000 * 784;
/** Of a fresh engine, as `doctor --json` says it. */
const ENGINE = { cpu: 420_581_376, wasm: 82_636_800 };

/** Peak resident memory of engines (VmHWM), measured on Linux x64 with two cores in November 2026. */
const MEASURED: [PresetId, number, keyof typeof ENGINE, number][] = [
  ['mlp', 128, 'cpu', 514],
  ['mlp', 1024, 'cpu', 506],
  ['cnn', 64, 'cpu', 637],
  ['cnn', 256, 'cpu', 827],
  ['cnn', 1024, 'cpu', 1925],
  ['mlp', 128, 'wasm', 185],
  ['cnn', 64, 'wasm', 240],
];

it.each(MEASURED)(
  'the %s with batches of %i on %s needs about %i MiB',
  (preset, batch, backend, mebibytes) => {
    const model = describeModel(presets[preset].spec(digits).model.layers, [28, 28, 1]);
    const { total } = estimateMemory(model, ENGINE[backend], DATA, batch);
    expect(Math.abs(total / (mebibytes * 2 ** 20) - 1)).toBeLessThan(0.2);
  },
);
