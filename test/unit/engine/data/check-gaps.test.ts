import { describe, expect, it } from 'vitest';
import type { DatasetInput } from '@shared/contract/dataset';
import { newLayer } from '@shared/spec/layer';
import type { VisitRows } from '../../../../src-main/engine/data/visit-rows';
import { checkGaps } from '../../../../src-main/engine/evaluate/check-gaps';

const input: DatasetInput = {
  type: 'table',
  columns: [
    { type: 'category', name: 'colour', categories: ['blue', 'red'], missing: 1 },
    { type: 'number', name: 'width', missing: 2, fill: 'mean' },
  ],
};
const all = Float32Array.of(1, 0, 5, 0, 0, Number.NaN, 0, 1, Number.NaN, 0, 0, 7);
const visitRows: VisitRows = async (rows, visit) => {
  for (const row of rows) visit(all, 3 * row);
};
const dense = [newLayer.dense()];
const check = (rows: number[], layers = dense) =>
  checkGaps(visitRows, Int32Array.from(rows), { name: 'b', input, layers });

describe('samples that lack a value', () => {
  it('are counted, and refused where nothing in the model fills it in', async () => {
    await expect(check([0, 1, 2, 3])).rejects.toThrow(
      /^2 of 4 samples of b lack a value, first in column "width", .*: evaluate on samples without gaps, or /,
    );
    await expect(check([1, 3])).rejects.toThrow(/^1 of 2 samples of b lacks a value/);
  });

  it('are measured where a normalization fills it in', async () => {
    await expect(check([0, 1], [newLayer.normalization() as never, ...dense])).resolves.toBeUndefined();
  });
});

it('samples that lack no more than a category are measured', async () => {
  await expect(check([0, 3])).resolves.toBeUndefined();
});
