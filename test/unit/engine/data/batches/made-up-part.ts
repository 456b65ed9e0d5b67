import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATASET_VERSION, type DatasetDocument, type DatasetTarget } from '@shared/contract/dataset';

export const PICTURE = [6, 5, 2] as const;
const BYTES = 60;
const SHARD = 7;

/** The bytes of a made-up picture. */
export const pictureOf = (index: number): Uint8Array =>
  Uint8Array.from({ length: BYTES }, (_, i) => (index * 53 + i * 31 + (i >> 2) * (index + 3)) % 256);
export const classOf = (index: number): number => (index * 5 + (index >> 2)) % 3;
export const valuesOf = (index: number): number[] => [index / 3, 1 - index];

/** Writes a dataset of made-up pictures in several shards; those from `from` on only, of which others are left out. */
export function writePictures(
  folder: string,
  count: number,
  target: DatasetTarget = { type: 'classes', names: ['a', 'b', 'c'] },
  isWritten: (shard: number) => boolean = () => true,
): DatasetDocument {
  mkdirSync(folder, { recursive: true });
  const shards: DatasetDocument['splits']['train']['shards'] = [];
  for (let from = 0; from < count; from += SHARD) {
    const rows = Array.from({ length: Math.min(SHARD, count - from) }, (_, i) => from + i);
    const shard = shards.length;
    shards.push({ inputs: `${shard}.inputs`, targets: `${shard}.targets`, count: rows.length });
    if (!isWritten(shard)) continue;
    const targets =
      target.type === 'classes'
        ? Uint8Array.from(rows, classOf)
        : Float32Array.from(rows.flatMap((index) => valuesOf(index)));
    writeFileSync(join(folder, `${shard}.targets`), targets);
    writeFileSync(join(folder, `${shard}.inputs`), Buffer.concat(rows.map(pictureOf)));
  }
  return {
    version: DATASET_VERSION,
    id: 'made-up',
    name: 'Made up',
    source: { type: 'idx', files: [] },
    input: { type: 'pictures', shape: [...PICTURE] },
    target,
    splits: { train: { count, shards }, test: { count: 0, shards: [] } },
    validationCount: 0,
    classCounts: [],
    fingerprint: '0'.repeat(64),
    createdAt: new Date(0).toISOString(),
  };
}
