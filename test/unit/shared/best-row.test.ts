import { describe, expect, it } from 'vitest';
import { bestRow } from '@shared/schedule/best-row';
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
