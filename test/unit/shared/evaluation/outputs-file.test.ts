import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluationSchema } from '@shared/contract/evaluation';
import {
  decodeOutputs,
  encodeOutputs,
  keptEvery,
  MOST_OUTPUT_BYTES,
  type KeptOutputs,
} from '@shared/evaluation/outputs-file';

const classes: KeptOutputs = {
  type: 'classes',
  loss: 'softmax-cross-entropy',
  places: Int32Array.of(3, 5),
  truth: Int32Array.of(2, 0),
  losses: Float32Array.of(0.5, 1.5),
  outputs: Float32Array.of(1, 2, 3, -4, 5.5, NaN),
};
const values: KeptOutputs = {
  type: 'values',
  places: Int32Array.of(0, 1),
  losses: Float32Array.of(0.5, 1.5),
  truth: Float32Array.of(10, 20, 30, 40),
  predicted: Float32Array.of(11, 19, 31, 41),
};

describe('the file of what an evaluation kept', () => {
  it.each([classes, values])('is read as it was written: $type', (kept) => {
    expect(decodeOutputs(encodeOutputs(kept).buffer)).toEqual(kept);
  });

  it('says in a sentence what is wrong with one that is damaged, wherever it was cut', () => {
    const whole = encodeOutputs(classes);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        expect(() => decodeOutputs(whole.slice(0, length).buffer)).toThrow(/is damaged: .*\.$/);
      }),
    );
  });

  it('is no safetensors file of something else', () => {
    const text = JSON.stringify({ weights: { dtype: 'F32', shape: [0], data_offsets: [0, 0] } });
    const file = new Uint8Array(8 + text.length);
    new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
    file.set(new TextEncoder().encode(text), 8);
    expect(() => decodeOutputs(file.buffer)).toThrow('its header is not one of an evaluation');
  });

  it('stays within its bound by leaving samples out, evenly', () => {
    expect(keptEvery(10_000, 10)).toBe(1);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 256 }), (samples, width) => {
        const kept = Math.ceil(samples / keptEvery(samples, width));
        const bytes = kept * 4 * (2 * width + 3);
        expect(bytes).toBeLessThanOrEqual(MOST_OUTPUT_BYTES + 4 * (2 * width + 3));
      }),
    );
  });
});

it('a result that was written before any of that was kept is read still', () => {
  const old = {
    id: 'a',
    run: '20261124-100000-aaaa',
    checkpoint: '0001-10',
    dataset: 'digits',
    datasetName: 'Digits',
    split: 'test',
    at: '2026-11-24T10:00:00.000Z',
    samples: 2,
    correct: 1,
    loss: 1,
    accuracy: 0.5,
    confusion: [
      [1, 0],
      [1, 0],
    ],
    seconds: 1,
  };
  expect(evaluationSchema.parse(old)).toMatchObject({ outputs: null, values: null });
});
