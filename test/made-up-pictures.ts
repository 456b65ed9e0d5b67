import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATASET_VERSION, type DatasetDocument } from '@shared/contract/dataset';
import { CountedRandom, Purpose } from '../src-shared/random/counted-random';

const SHARD = 10_000;

export interface MadeUpPictures {
  id: string;
  /** samples, the last `validation` of them for validation */
  count: number;
  validation: number;
  shape: [number, number, number];
  /** for evaluation */
  test?: number;
}

/**
 * Writes a dataset of made-up pictures in ten classes, as fast as the disk takes it: bytes that tell the classes apart a
 * little, the same for the same sample whatever the dataset's size.
 */
export function writeMadeUpPictures(
  folder: string,
  { id, count, validation, shape, test = 0 }: MadeUpPictures,
): DatasetDocument {
  mkdirSync(folder, { recursive: true });
  const bytes = shape[0] * shape[1] * shape[2];
  const random = new CountedRandom(1, Purpose.drawnDigits, 0);
  const noise = Uint32Array.from({ length: Math.ceil((SHARD * bytes) / 4) }, () => random.uint32());
  const all = new Uint8Array(noise.buffer, 0, SHARD * bytes);
  const write = (part: string, total: number) => {
    const shards: DatasetDocument['splits']['train']['shards'] = [];
    for (let from = 0; from < total; from += SHARD) {
      const its = Math.min(SHARD, total - from);
      const targets = Uint8Array.from({ length: its }, (_, i) => ((from + i) * 7 + shards.length) % 10);
      // What tells a shard's samples from those of the others, and the classes from each other.
      for (let i = 0; i < SHARD; i++) {
        const start = i * bytes;
        all.fill(shards.length % 256, start, start + 8);
        if (i < its) all.fill(25 * targets[i]!, start + 8, start + 24);
      }
      const names = {
        inputs: `${part}-${shards.length}.inputs`,
        targets: `${part}-${shards.length}.targets`,
      };
      writeFileSync(join(folder, names.inputs), all.subarray(0, its * bytes));
      writeFileSync(join(folder, names.targets), targets);
      shards.push({ ...names, count: its });
    }
    return { count: total, shards };
  };
  const splits = { train: write('train', count), test: write('test', test) };
  const document: DatasetDocument = {
    version: DATASET_VERSION,
    id,
    name: 'Made-up pictures',
    source: { type: 'made-up', recipe: 'bytes', seed: 1 },
    input: { type: 'pictures', shape },
    target: { type: 'classes', names: [...'0123456789'].map((name) => `class ${name}`) },
    splits,
    validationCount: validation,
    classCounts: Array.from({ length: 10 }, () => count / 10),
    fingerprint: '0'.repeat(64),
    createdAt: new Date(0).toISOString(),
  };
  writeFileSync(join(folder, 'dataset.json'), JSON.stringify(document));
  return document;
}
