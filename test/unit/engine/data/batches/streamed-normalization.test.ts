import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DATASET_VERSION, type DatasetDocument, type DatasetInput } from '@shared/contract/dataset';
import type { PartOptions } from '../../../../../src-main/engine/data/batches/part-data';
import { ResidentPart } from '../../../../../src-main/engine/data/batches/resident-part';
import { StreamedPart } from '../../../../../src-main/engine/data/batches/streamed-part';
import type { VisitRows } from '../../../../../src-main/engine/data/visit-rows';
import { adaptNormalization } from '../../../../../src-main/engine/train/adapt-normalization';
import { CountedRandom, Purpose } from '../../../../../src-shared/random/counted-random';
import { writePictures } from './made-up-part';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-part-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const COUNT = 90;

/** Columns of very different sizes, some values missing. */
function writeTable(pictures: DatasetDocument): DatasetDocument {
  const random = new CountedRandom(1, Purpose.drawnDigits, 0);
  const numbers = Float32Array.from({ length: 3 * COUNT }, (_, i) =>
    random.uniform() < 0.1 ? NaN : 10 ** (3 * (i % 3)) * random.normal() + 1e4 * (i % 2),
  );
  const { train } = pictures.splits;
  let start = 0;
  for (const { inputs, count } of train.shards) {
    writeFileSync(join(folder, inputs), numbers.slice(3 * start, 3 * (start + count)));
    start += count;
  }
  const column = (name: string, fill: 'mean' | 'median' | 'zero') =>
    ({ type: 'number', name, missing: 1, fill }) as const;
  const input: DatasetInput = {
    type: 'table',
    columns: [column('x', 'mean'), column('y', 'median'), column('z', 'zero')],
  };
  return { ...pictures, version: DATASET_VERSION, input };
}

describe('a normalization that goes through the files', () => {
  it.each(['pictures', 'a table'])('is that of samples in memory, bit for bit: %s', async (kind) => {
    const pictures = writePictures(folder, COUNT);
    const document = kind === 'pictures' ? pictures : writeTable(pictures);
    const options: PartOptions = {
      folder,
      document,
      split: 'train',
      workers: 0,
      startThread: () => {
        throw new Error('no thread is wanted');
      },
      available: Infinity,
    };
    const training = Int32Array.from({ length: COUNT }, (_, i) => i).filter((i) => i % 5 !== 2);
    const of = (part: ResidentPart | StreamedPart) =>
      adaptNormalization(part.visitRows, document.input, training);
    const resident = await of(new ResidentPart(options));
    expect(await of(new StreamedPart(options))).toEqual(resident);
    expect(new Set(resident.mean).size).toBeGreaterThan(1);
  });

  it('has the mean and variance of each channel of pictures, as numbers from 0 to 1', async () => {
    const rows = Int32Array.of(0, 1, 2);
    const values = [
      [10, 200],
      [30, 0],
      [10, 100],
      [255, 100],
      [0, 0],
      [11, 12],
    ].flat();
    const visitRows: VisitRows = async (indices, visit) => {
      for (const index of indices) visit(Uint8Array.from(values), 4 * index);
    };
    const { mean, variance } = await adaptNormalization(
      visitRows,
      { type: 'pictures', shape: [1, 2, 2] },
      rows,
    );
    for (const channel of [0, 1]) {
      const its = values.filter((_, i) => i % 2 === channel).map((value) => value / 255);
      const wanted = its.reduce((sum, value) => sum + value, 0) / its.length;
      const spread = its.reduce((sum, value) => sum + (value - wanted) ** 2, 0) / its.length;
      expect(mean[channel]).toBeCloseTo(wanted, 6);
      expect(variance[channel]).toBeCloseTo(spread, 6);
    }
  });
});
