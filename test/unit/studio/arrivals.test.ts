import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArrivalOffer } from '@shared/contract/arrival';
import { datasetDocumentSchema } from '@shared/contract/dataset';
import { Arrivals } from '../../../src-main/studio/arrivals';
import { Datasets } from '../../../src-main/studio/datasets';
import type { Jobs } from '../../../src-main/studio/jobs';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';

let root: string;
let library: Library;
let datasets: Datasets;
let arrivals: Arrivals;
let arrived: string[];

const PRINT = 'b'.repeat(64);
/** two rows of two numbers and a class */
const INPUTS = new Uint8Array(16).fill(7);
const TARGETS = new Uint8Array([0, 1]);
const FILES = [INPUTS, TARGETS];
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const HASHES = FILES.map(sha256);

const number = (name: string) => ({ type: 'number', name, missing: 0, fill: 'mean' });
function offer(changes: { inputs?: string; fingerprint?: string; names?: string[] } = {}): ArrivalOffer {
  const document = datasetDocumentSchema.parse({
    version: 2,
    id: 'moons',
    name: 'Moons',
    source: { type: 'made-up', recipe: 'two-moons', seed: 0 },
    input: { type: 'table', columns: [number('a'), number('b')] },
    target: { type: 'classes', names: changes.names ?? ['outer', 'inner'] },
    splits: {
      train: { count: 2, shards: [{ inputs: changes.inputs ?? 'train.bin', targets: 't.bin', count: 2 }] },
      test: { count: 0, shards: [] },
    },
    classCounts: [1, 1],
    fingerprint: changes.fingerprint ?? PRINT,
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  return { document, report: null };
}
const put = (file: number, offset: number, bytes: Uint8Array) =>
  arrivals.put(PRINT, file, offset, new Blob([new Uint8Array(bytes)]));
const words = (what: Promise<unknown>) =>
  what.then(
    () => '',
    (error: Error) => error.message,
  );

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trainyard-arrivals-'));
  library = await prepareLibrary(join(root, 'library'));
  datasets = new Datasets(library, {} as Jobs, () => {});
  arrived = [];
  arrivals = new Arrivals(library, datasets, ({ id }) => arrived.push(id));
});
afterEach(() => rm(root, { recursive: true }));

describe('a dataset that comes from another machine', () => {
  it('becomes one when all of it is there, and then need not come again', async () => {
    expect(await arrivals.begin(offer())).toEqual({ dataset: null, received: [0, 0] });
    expect(await put(0, 0, INPUTS)).toEqual({ received: 16 });
    expect(await put(1, 0, TARGETS)).toEqual({ received: 2 });
    const made = await arrivals.end(PRINT, HASHES);
    expect(made).toMatchObject({ id: 'moons', state: 'ready', fingerprint: PRINT, bytes: 18 });
    expect(arrived).toEqual(['moons']);
    expect(await readdir(library.datasets)).toEqual(['moons']);
    expect(new Uint8Array(await readFile(join(library.datasets, 'moons', 'train.bin')))).toEqual(INPUTS);
    expect(await arrivals.begin(offer())).toEqual({ dataset: 'moons', received: [] });
    // The same pictures under other names of classes are another dataset.
    expect((await arrivals.begin(offer({ names: ['a', 'b'] }))).dataset).toBeNull();
  });

  it('goes on where it was cut off, also by another studio on that library', async () => {
    await arrivals.begin(offer());
    await put(0, 0, INPUTS.subarray(0, 10));
    const later = new Arrivals(library, datasets, () => {});
    expect(await later.begin(offer())).toEqual({ dataset: null, received: [10, 0] });
    // What was sent twice is not written twice, and a gap is not made.
    expect(await put(0, 0, INPUTS.subarray(0, 10))).toEqual({ received: 10 });
    expect(await put(0, 12, INPUTS.subarray(12))).toEqual({ received: 10 });
    expect(await put(0, 10, INPUTS.subarray(10))).toEqual({ received: 16 });
    await put(1, 0, TARGETS);
    expect((await later.end(PRINT, HASHES)).state).toBe('ready');
  });

  it('is written by one at a time, however many send it', async () => {
    await arrivals.begin(offer());
    const both = await Promise.all([put(0, 0, INPUTS), put(0, 0, INPUTS)]);
    expect(both).toEqual([{ received: 16 }, { received: 16 }]);
    expect((await readFile(join(library.datasets, `.arriving-${PRINT}`, 'train.bin'))).length).toBe(16);
  });

  it('is not taken where a file is otherwise than it was sent, which is to be sent again', async () => {
    await arrivals.begin(offer());
    await put(0, 0, new Uint8Array(16));
    await put(1, 0, TARGETS);
    expect(await words(arrivals.end(PRINT, HASHES))).toContain('train.bin did not arrive as it was sent');
    expect(await arrivals.begin(offer())).toEqual({ dataset: null, received: [0, 2] });
    await put(0, 0, INPUTS);
    expect((await arrivals.end(PRINT, HASHES)).state).toBe('ready');
  });

  it('takes another id where its own is taken', async () => {
    await arrivals.begin(offer());
    await put(0, 0, INPUTS);
    await put(1, 0, TARGETS);
    await arrivals.end(PRINT, HASHES);
    const other = 'c'.repeat(64);
    await arrivals.begin(offer({ fingerprint: other }));
    await arrivals.put(other, 0, 0, new Blob([INPUTS]));
    await arrivals.put(other, 1, 0, new Blob([TARGETS]));
    expect((await arrivals.end(other, HASHES)).id).toBe('moons-2');
  });

  it.each(['../../evil.bin', '/etc/x', 'a/b.bin', '.hidden', 'dataset.json', 'C:\\x', ''])(
    'may not name a file %j',
    async (inputs) => {
      expect(await words(arrivals.begin(offer({ inputs })))).toContain('cannot be taken');
      expect(await readdir(library.datasets)).toEqual([]);
    },
  );

  it('may not be longer than its document says, nor unknown', async () => {
    await arrivals.begin(offer());
    expect(await words(put(0, 0, new Uint8Array(17)))).toContain('train.bin has 16 bytes');
    expect(await words(put(2, 0, TARGETS))).toContain('has 2 files');
    expect(await words(arrivals.put('d'.repeat(64), 0, 0, new Blob([TARGETS])))).toContain('on its way');
  });
});
