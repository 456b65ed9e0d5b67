import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Puts a dataset of two pictures of two by two into a library, as if it had been imported there. */
export async function putTinyDataset(library: string, id: string): Promise<void> {
  const folder = join(library, 'datasets', id);
  await mkdir(folder, { recursive: true });
  const document = {
    version: 2,
    id,
    name: id,
    source: { type: 'idx', files: ['a', 'b'] },
    input: { type: 'pictures', shape: [2, 2, 1] },
    target: { type: 'classes', names: ['a', 'b'] },
    splits: {
      train: { count: 2, shards: [{ inputs: 'i', targets: 't', count: 2 }] },
      test: { count: 0, shards: [] },
    },
    validationCount: 0,
    classCounts: [1, 1],
    fingerprint: 'a'.repeat(64),
    createdAt: '2026-01-01T12:00:00.000Z',
  };
  await writeFile(join(folder, 'dataset.json'), JSON.stringify(document));
  await writeFile(join(folder, 'i'), '12345678');
  await writeFile(join(folder, 't'), '12');
}
