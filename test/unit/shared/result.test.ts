import { describe, expect, it } from 'vitest';
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
