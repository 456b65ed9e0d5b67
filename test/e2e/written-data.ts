import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Rents that follow from size, age and quarter, with an id, gaps, and a row that lacks its rent. */
export async function writeRents(path: string, rows = 600): Promise<void> {
  const quarters = ['harbour', 'hill', 'old town'];
  const lines = Array.from({ length: rows }, (_, row) => {
    const size = 20 + ((row * 37) % 101);
    const age = (row * 53) % 90;
    const quarter = row % 3;
    const rent = 120 + 9.5 * size - 2.1 * age + 140 * quarter + ((row * 29) % 17);
    const isGap = row % 20 === 7;
    return [row + 1, isGap ? '' : size, age, quarters[quarter], row === 30 ? '' : rent.toFixed(1)].join(';');
  });
  await writeFile(path, `id;size;age;quarter;rent\n${lines.join('\n')}\n`);
}

const CLASSES = [...'0123456789'];

/** Puts a dataset of tiny pictures into a library, which has been imported as far as the studio can tell. */
export async function putPictures(library: string, id: string, count: number): Promise<void> {
  const folder = join(library, 'datasets', id);
  await mkdir(folder, { recursive: true });
  const inputs = new Uint8Array(count * 16);
  const targets = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    inputs[index * 16 + (index % 16)] = 255;
    targets[index] = index % CLASSES.length;
  }
  await writeFile(join(folder, 'inputs'), inputs);
  await writeFile(join(folder, 'targets'), targets);
  const files = { inputs: 'inputs', targets: 'targets', count };
  const document = {
    version: 2,
    id,
    name: 'Many pictures',
    source: { type: 'idx', files: [] },
    input: { type: 'pictures', shape: [4, 4, 1] },
    target: { type: 'classes', names: CLASSES },
    splits: { train: { count, shards: [files] }, test: { count: 0, shards: [] } },
    classCounts: CLASSES.map(() => count / CLASSES.length),
    fingerprint: createHash('sha256').update(id).digest('hex'),
    createdAt: new Date(0).toISOString(),
  };
  await writeFile(join(folder, 'dataset.json'), JSON.stringify(document));
}

/** Grey, 2 × 2. */
const TINY_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAFklEQVQImWNgYGCIiopi2LJly////wEaEgYoeArL7wAAAABJRU5ErkJggg==';

/**
 * Writes a folder of tiny pictures, and what an import of it that was killed leaves in a library.
 *
 * @returns the folder
 */
export async function cutImportOff(library: string): Promise<string> {
  const source = join(library, 'Boats');
  for (const name of ['sail', 'steam']) {
    await mkdir(join(source, name), { recursive: true });
    for (let at = 0; at < 10; at++) {
      await writeFile(join(source, name, `${at}.png`), Buffer.from(TINY_PNG, 'base64'));
    }
  }
  // Its process is gone: no system gives so high a number.
  const left = join(library, 'datasets', '.import-99999999-0000');
  await mkdir(left, { recursive: true });
  const document = {
    version: 1,
    request: { path: source, options: {} },
    total: 20,
    decoder: 'an older one',
    size: { height: 2, width: 2 },
  };
  await writeFile(join(left, 'import.json'), JSON.stringify(document));
  await writeFile(join(left, 'journal'), '["sail/0.png","",2,2,1,0]\n');
  await writeFile(join(left, 'pictures'), Buffer.alloc(4));
  return source;
}
