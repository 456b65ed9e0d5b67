import { shardNames } from '../../src-main/engine/data/shard-layout';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATASET_VERSION, datasetDocumentSchema, type DatasetDocument } from '@shared/contract/dataset';
import { sizeOf } from '@shared/model/describe';

export interface MadeUp {
  id: string;
  name: string;
  shape: [height: number, width: number, channels: number];
  classes: number;
  /** samples to train on; there are no others */
  count: number;
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Writes a dataset of bytes for models whose steps alone are measured: each class has a pattern of its own, and each
 * sample is half that and half noise. The same bytes each time.
 */
export async function makeMadeUp(folder: string, madeUp: MadeUp): Promise<DatasetDocument> {
  const { id, name, shape, classes, count } = madeUp;
  const size = sizeOf(shape);
  const random = seeded(20);
  const patterns = Array.from({ length: classes }, () => Float32Array.from({ length: size }, random));
  const images = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  for (let sample = 0; sample < count; sample++) {
    const label = Math.floor(random() * classes);
    const pattern = patterns[label]!;
    labels[sample] = label;
    for (let i = 0; i < size; i++) images[sample * size + i] = 127.5 * (pattern[i]! + random());
  }
  await mkdir(folder, { recursive: true });
  const shard = { ...shardNames('train', 0), count };
  const document = datasetDocumentSchema.parse({
    version: DATASET_VERSION,
    id,
    name,
    source: { type: 'made-up', recipe: 'benchmark', seed: 0 },
    input: { type: 'pictures', shape },
    target: { type: 'classes', names: Array.from({ length: classes }, (_, label) => `class ${label}`) },
    splits: { train: { count, shards: [shard] }, test: { count: 0, shards: [] } },
    classCounts: Array.from({ length: classes }, (_, label) => labels.filter((one) => one === label).length),
    validationCount: 0,
    fingerprint: '0'.repeat(64),
    createdAt: new Date().toISOString(),
  } satisfies DatasetDocument);
  await writeFile(join(folder, shard.inputs), images);
  await writeFile(join(folder, shard.targets), labels);
  await writeFile(join(folder, 'dataset.json'), JSON.stringify(document));
  return document;
}
