import { describe, expect, it } from 'vitest';
import type { DatasetTarget } from '@shared/contract/dataset';
import { samplesCsv } from '@shared/evaluation/samples-csv';

const LETTERS: DatasetTarget = { type: 'classes', names: ['a', 'b, c'] };
const SIZES: DatasetTarget = { type: 'values', names: ['height', 'width'] };

describe('what was said of each sample', () => {
  it('stands in a file with its row, its ids and what is true', () => {
    const kept = {
      type: 'classes',
      loss: 'softmax-cross-entropy',
      places: Int32Array.of(4, 9),
      truth: Int32Array.of(0, 1),
      losses: Float32Array.of(0.25, 2),
      outputs: Float32Array.of(0, 0, 40, 0),
    } as const;
    const names = [
      { row: 12, ids: { nr: '7', name: 'Ann "A"' } },
      { row: 3, ids: { nr: '', name: 'Bo' } },
    ];
    expect(samplesCsv(kept, { target: LETTERS, idColumns: ['nr', 'name'] }, names).split('\n')).toEqual([
      'sample,row,nr,name,true,predicted,likelihood,loss,likelihood of a,"likelihood of b, c"',
      '5,12,7,"Ann ""A""",a,a,0.5,0.25,0.5,0.5',
      expect.stringMatching(/^10,3,,Bo,"b, c",a,1,2,1,4\.24\d+e-18$/),
      '',
    ]);
  });

  it('is all values, where values are predicted, and nothing where it is called nothing', () => {
    const kept = {
      type: 'values',
      places: Int32Array.of(0),
      losses: Float32Array.of(0.5),
      truth: Float32Array.of(1, 2),
      predicted: Float32Array.of(1.5, 0.1),
    } as const;
    expect(samplesCsv(kept, { target: SIZES }, [{ row: null, ids: null }])).toBe(
      'sample,row,height,predicted height,width,predicted width,loss\n1,,1,1.5,2,0.1,0.5\n',
    );
  });
});
