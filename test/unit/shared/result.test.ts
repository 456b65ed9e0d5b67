import { describe, expect, it } from 'vitest';
import { resultOf, resultWords } from '@shared/checkpoint/result';
import { bestRow } from '@shared/schedule/best-row';
import { checkSpec } from '@shared/spec/check';
import { presets } from '@shared/spec/presets';
import { runSpecSchema } from '@shared/spec/run-spec';

const row = (
  epoch: number,
  valLoss: number | null,
  valAccuracy: number | null,
  valMacroF1: number | null,
) => ({
  epoch,
  valLoss,
  valAccuracy,
  valMacroF1,
  valMae: null,
  valRmse: null,
  valR2: null,
});
const rows = [row(1, 0.5, 0.8, 0.7), row(2, 0.4, 0.8, 0.9), row(3, 0.6, 0.9, 0.9), row(4, null, null, null)];

describe('the best epoch', () => {
  it('has the lowest loss, or the highest accuracy or F1, and is the earlier of two', () => {
    expect(bestRow(rows, 'valLoss')?.epoch).toBe(2);
    expect(bestRow(rows, 'valAccuracy')?.epoch).toBe(3);
    expect(bestRow(rows, 'valMacroF1')?.epoch).toBe(2);
  });

  it('is none where nothing was validated', () => {
    expect(bestRow([], 'valLoss')).toBeNull();
    expect(bestRow([row(1, null, null, null)], 'valAccuracy')).toBeNull();
  });
});

describe('the result', () => {
  const saved = (epoch: number, best: boolean, last: boolean) => ({ epoch, step: 10 * epoch, best, last });

  it('is the best checkpoint, or the last where nothing was validated', () => {
    const checkpoints = [saved(1, false, false), saved(2, true, false), saved(3, false, true)];
    expect(resultOf(checkpoints)?.epoch).toBe(2);
    expect(resultWords(resultOf(checkpoints)!, { epoch: 2, step: 20 })).toBe('epoch 2, the best');
    const [one] = [saved(3, false, true)];
    expect(resultOf([saved(1, false, false), one])).toBe(one);
    expect(resultWords(one, null)).toBe('epoch 3, the last');
    expect(resultOf([])).toBeUndefined();
  });

  it('is never called the best epoch when that was not saved', () => {
    expect(resultWords(saved(4, true, true), { epoch: 3, step: 30 })).toBe(
      'epoch 4, the best of those saved (epoch 3 was better, and was not saved)',
    );
  });
});

describe('a spec of before there was a choice', () => {
  it('means the validation loss, and no test at the end', () => {
    const spec = runSpecSchema.parse({
      data: { dataset: 'digits' },
      model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 10 }] },
      optimizer: { name: 'adam', learningRate: 1e-3 },
      batchSize: 8,
    });
    expect(spec).toMatchObject({ best: { metric: 'valLoss' }, test: { atEnd: false } });
  });
});

describe('the test at the end', () => {
  const dataset = {
    id: 'digits',
    name: 'Digits',
    shape: [28, 28, 1],
    classes: [...'0123456789'],
    trainCount: 60_000,
    testCount: 10_000,
  };

  it('belongs to presets where there is a test part', () => {
    expect(presets.cnn.spec(dataset).test.atEnd).toBe(true);
    expect(presets.cnn.spec({ ...dataset, testCount: 0 }).test.atEnd).toBe(false);
  });

  it('is refused at its field where there is none, with a mend', () => {
    const spec = presets.mlp.spec(dataset);
    expect(checkSpec(spec, dataset)).toEqual([]);
    expect(checkSpec(spec, { ...dataset, testCount: 0 })).toEqual([
      expect.objectContaining({
        severity: 'error',
        path: 'test.atEnd',
        mends: [{ label: 'Do not test', changes: [{ path: 'test.atEnd', value: false }] }],
      }),
    ]);
  });
});
