import { mkdtempSync, rmSync, truncateSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { augmentPicture } from '@shared/augment/augment-picture';
import { mixPictures, mixShare } from '@shared/augment/mixup';
import type { DatasetDocument } from '@shared/contract/dataset';
import { augmentSchema, NO_AUGMENT, type Augment } from '@shared/spec/augment';
import type { BatchPlan, BatchSource } from '../../../../../src-main/engine/data/batches/batch-source';
import { openPart } from '../../../../../src-main/engine/data/batches/open-part';
import type { PartData, PartOptions } from '../../../../../src-main/engine/data/batches/part-data';
import { PreparedSource } from '../../../../../src-main/engine/data/batches/prepared-source';
import { makeRing } from '../../../../../src-main/engine/data/batches/ring';
import { ResidentPart } from '../../../../../src-main/engine/data/batches/resident-part';
import { StreamedPart } from '../../../../../src-main/engine/data/batches/streamed-part';
import type { StartBatchThread } from '../../../../../src-main/engine/data/batches/thread-crew';
import { CountedRandom, Purpose } from '../../../../../src-shared/random/counted-random';
import { buildBatchThread } from '../../../../batch-thread';
import { classOf, PICTURE, pictureOf, valuesOf, writePictures } from './made-up-part';

const COUNT = 45;
const BATCH = 4;
const SEED = 11;
const EVERYTHING = augmentSchema.parse({
  shift: 0.2,
  rotate: 20,
  zoom: 0.2,
  shear: 10,
  flipHorizontal: true,
  flipVertical: true,
  crop: 1,
  brightness: 0.2,
  contrast: 0.2,
  noise: 0.05,
  cutout: 0.3,
});
const MIXED: Augment = { ...EVERYTHING, mixup: 0.4 };

let thread: Awaited<ReturnType<typeof buildBatchThread>>;
let folder: string;
let document: DatasetDocument;
const open: BatchSource[] = [];

beforeAll(async () => {
  thread = await buildBatchThread();
});
afterAll(() => thread.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-part-'));
  document = writePictures(folder, COUNT);
});
afterEach(() => {
  for (const source of open.splice(0)) source.close();
  rmSync(folder, { recursive: true, force: true });
});

const noThread: StartBatchThread = () => {
  throw new Error('no thread is wanted');
};
const options = (changes: Partial<PartOptions> = {}): PartOptions => ({
  folder,
  document,
  split: 'train',
  seed: SEED,
  workers: 0,
  startThread: noThread,
  available: Infinity,
  ...changes,
});
function sourceOf(part: PartData, rows = BATCH): BatchSource {
  const source = part.source({ rows, atOnce: 2 });
  open.push(source);
  return source;
}
async function streamed(augment: Augment, workers = 0): Promise<BatchSource> {
  const part = new StreamedPart(options({ augment, workers, startThread: thread.start }));
  await part.load();
  return sourceOf(part);
}

const order = new CountedRandom(3, Purpose.shuffle, 0).shuffle(
  Int32Array.from({ length: COUNT }, (_, i) => i),
);
const planOf = (changes: Partial<BatchPlan> = {}): BatchPlan => ({
  rows: order,
  batch: BATCH,
  epoch: 2,
  ...changes,
});

/** All that a source gives of a plan from a place on, as numbers of each sample. */
async function all(
  source: BatchSource,
  { plan = planOf(), from = 0, atOnce = 1 }: { plan?: BatchPlan; from?: number; atOnce?: number } = {},
): Promise<{ row: number; inputs: number[]; targets: number[] }[]> {
  source.plan(plan);
  const shown: { row: number; inputs: number[]; targets: number[] }[] = [];
  while (from < plan.rows.length) {
    const left = plan.rows.length - from;
    const count = left >= atOnce * plan.batch ? atOnce * plan.batch : Math.min(plan.batch, left);
    const { samples, indices, origins } = await source.take(from, count);
    const width = samples.targets instanceof Uint8Array ? 1 : document.target.names.length;
    expect(origins).toEqual(plan.rows.subarray(from, from + count));
    indices.forEach((index, i) => {
      shown.push({
        row: origins[i]!,
        inputs: [...samples.inputs.subarray(index * 60, (index + 1) * 60)],
        targets: [...samples.targets.subarray(index * width, (index + 1) * width)],
      });
    });
    from += count;
  }
  return shown;
}

describe('batches that are prepared', () => {
  it('are the same bits for any number of threads, and however many are taken at once', async () => {
    const own = await all(await streamed(MIXED));
    expect(own).toHaveLength(COUNT);
    for (const workers of [1, 2, 4]) {
      expect(await all(await streamed(MIXED, workers)), `${workers} threads`).toEqual(own);
      expect(await all(await streamed(MIXED, workers), { atOnce: 2 }), `${workers} threads`).toEqual(own);
    }
  });

  it('go on in the middle of an epoch as if they had never stopped', async () => {
    const whole = await all(await streamed(MIXED, 2));
    for (const from of [BATCH, 6 * BATCH, 11 * BATCH]) {
      expect(await all(await streamed(MIXED, 2), { from })).toEqual(whole.slice(from));
    }
  });

  it('show each sample the same in batches of another size', async () => {
    const part = new StreamedPart(options({ augment: MIXED }));
    await part.load();
    const inSevens = await all(sourceOf(part, 7), { plan: planOf({ batch: 7 }) });
    expect(inSevens).toEqual(await all(await streamed(MIXED)));
  });

  it('are what the shared functions make of each picture', async () => {
    for (const { row, inputs, targets } of await all(await streamed(EVERYTHING, 1))) {
      const wanted = new Uint8Array(60);
      augmentPicture(EVERYTHING, pictureOf(row), wanted, PICTURE, { seed: SEED, epoch: 2, index: row });
      expect(inputs).toEqual([...wanted]);
      expect(targets).toEqual([classOf(row)]);
    }
  });

  it('are mixed with the sample behind, the last with the first, and so are their classes', async () => {
    const shown = await all(await streamed({ ...NO_AUGMENT, mixup: 0.4 }, 2));
    shown.forEach(({ row, inputs, targets }, at) => {
      const behind = order[(at + 1) % COUNT]!;
      const share = mixShare(0.4, { seed: SEED, epoch: 2, index: row });
      const wanted = pictureOf(row);
      mixPictures(wanted, pictureOf(behind), share);
      expect(inputs).toEqual([...wanted]);
      const likely = [0, 0, 0];
      likely[classOf(behind)]! += 1 - share;
      likely[classOf(row)]! += share;
      targets.forEach((value, index) => expect(value).toBeCloseTo(likely[index]!, 6));
    });
  });

  it('change from epoch to epoch, and are as they lie in the dataset where no epoch is named', async () => {
    const source = await streamed(MIXED, 2);
    const second = await all(source);
    expect(await all(source, { plan: planOf({ epoch: 3 }) })).not.toEqual(second);
    for (const { row, inputs, targets } of await all(source, { plan: planOf({ epoch: undefined }) })) {
      expect(inputs).toEqual([...pictureOf(row)]);
      expect(targets).toEqual([0, 1, 2].map((name) => Number(name === classOf(row))));
    }
    expect(await all(source)).toEqual(second);
  });

  it('are the right ones after a plan was given up half-way, again and again', async () => {
    const source = await streamed(MIXED, 2);
    const wanted = await all(await streamed(MIXED));
    for (let epoch = 5; epoch < 25; epoch++) {
      source.plan(planOf({ epoch }));
      await source.take(0, BATCH);
    }
    expect(await all(source)).toEqual(wanted);
  });

  it('are the same whatever was expected to be wanted next', async () => {
    const wanted = await all(await streamed(MIXED));
    const validation = planOf({ epoch: undefined, rows: order.slice(0, 10), batch: 3 });
    const shown = await all(await streamed(MIXED), { plan: validation });
    for (const then of [validation, planOf(), planOf({ epoch: 4 }), undefined]) {
      const source = await streamed(MIXED, 2);
      source.plan(planOf({ epoch: 1, rows: order.slice(0, 6) }), () => then);
      await source.take(0, BATCH);
      await source.take(BATCH, 2);
      expect(await all(source)).toEqual(wanted);
      expect(await all(source, { plan: validation })).toEqual(shown);
    }
  });

  it('of the plan that comes next are made while the last of this one are used', async () => {
    const { setup, presence } = (await streamed(MIXED)) as PreparedSource;
    const asked: { epoch: number | undefined; rows: Int32Array }[] = [];
    const crew = {
      size: 1,
      prepare: async ({ epoch, rows }: { epoch: number | undefined; rows: Int32Array }) => {
        asked.push({ epoch, rows: rows.slice() });
      },
      close: () => {},
    };
    const source = new PreparedSource(setup, crew, presence);
    const next = planOf({ epoch: undefined, rows: order.slice(20) });
    source.plan(planOf({ rows: order.slice(0, 6) }), () => next);
    await source.take(0, BATCH);
    expect(asked.slice(0, 3)).toEqual([
      { epoch: 2, rows: order.slice(0, 4) },
      { epoch: 2, rows: order.slice(4, 6) },
      { epoch: undefined, rows: order.slice(20, 24) },
    ]);
    await source.take(BATCH, 2);
    source.plan({ ...next, rows: next.rows.slice() });
    await source.take(0, BATCH);
    const again = asked.filter(({ rows }) => rows[0] === order[20]);
    expect(again).toHaveLength(1);
  });

  it('lie in no more memory than was set aside', () => {
    const layout = { shape: [100, 100, 3], input: 'uint8', target: 'class', outputs: 3 } as const;
    const ring = makeRing(layout, { rows: 1000, wanted: 100, atOnce: 8 });
    expect(ring.inputs.byteLength + ring.targets.byteLength).toBeLessThanOrEqual(256e6);
    expect(ring.slots).toBe(8);
    expect(makeRing(layout, { rows: 60_000, wanted: 3, atOnce: 8 }).slots).toBe(1);
  });

  it('come one at a time where memory has room for one only', async () => {
    const part = new StreamedPart(options({ augment: MIXED }));
    await part.load();
    const { setup, crew, presence } = sourceOf(part) as PreparedSource;
    const one = new PreparedSource({ ...setup, ring: { ...setup.ring, slots: 1 } }, crew, presence);
    expect(one.mostBatches).toBe(1);
    expect(await all(one)).toEqual(await all(await streamed(MIXED)));
  });
});

describe('a dataset in memory and one that is read from its files', () => {
  it('give the same samples', async () => {
    const resident = new ResidentPart(options());
    await resident.load();
    expect(await all(await streamed(NO_AUGMENT, 2))).toEqual(await all(sourceOf(resident), { atOnce: 2 }));
  });

  it('give the same values, scaled alike', async () => {
    document = writePictures(folder, COUNT, { type: 'values', names: ['x', 'y'] });
    const parts = [new ResidentPart(options()), new StreamedPart(options())];
    for (const part of parts) {
      await part.load();
      part.targets.forEach((value, i) => (part.targets[i] = value * 2));
    }
    const [one, other] = await Promise.all(parts.map((part) => all(sourceOf(part))));
    expect(other).toEqual(one);
    const doubled = Float32Array.from(valuesOf(order[0]!), (value) => 2 * Math.fround(value));
    expect(one![0]!.targets).toEqual([...doubled]);
  });

  it('show their rows in the same order to whoever goes through them', async () => {
    const seen = async (part: PartData) => {
      const rows: number[][] = [];
      await part.visitRows(order, (values, at) => rows.push([...values.subarray(at, at + 60)]));
      return rows;
    };
    const wanted = Array.from(order, (row) => [...pictureOf(row)]);
    expect(await seen(new ResidentPart(options()))).toEqual(wanted);
    expect(await seen(new StreamedPart(options()))).toEqual(wanted);
  });

  it('are chosen between by size, free memory and whether pictures are changed', () => {
    const count = Math.ceil((2 * 2 ** 30) / 60) + 1;
    const huge = { ...document, splits: { ...document.splits, train: { count, shards: [] } } };
    expect(openPart(options())).toBeInstanceOf(ResidentPart);
    expect(openPart(options({ available: COUNT * 60 * 3 }))).toBeInstanceOf(StreamedPart);
    expect(openPart(options({ document: huge }))).toBeInstanceOf(StreamedPart);
    expect(openPart(options({ augment: EVERYTHING }))).toBeInstanceOf(StreamedPart);
  });
});

describe('a dataset that is still being made', () => {
  it('is waited for, shard by shard', async () => {
    document = writePictures(folder, COUNT);
    unlinkSync(join(folder, '2.inputs'));
    const part = new StreamedPart(options({ workers: 1, startThread: thread.start }));
    await part.load();
    const source = sourceOf(part);
    const inOrder = planOf({ rows: order.toSorted() });
    source.plan(inOrder);
    expect(source.isMissing(0, 8)).toBe(false);
    expect(source.isMissing(12, 4)).toBe(true);
    await source.take(0, 8);
    const waiting = source.take(8, 8);
    writePictures(folder, COUNT, undefined, (shard) => shard === 2);
    const { origins } = await waiting;
    expect([...origins]).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    expect(source.isMissing(40, 4)).toBe(false);
  });
});

describe('files that are not as they should be', () => {
  it.each([0, 2])('are named, with %d threads', async (workers) => {
    truncateSync(join(folder, '3.inputs'), 100);
    const source = await streamed(MIXED, workers);
    await expect(all(source)).rejects.toThrow('3.inputs has 100 bytes where 420 were expected');
  });

  it('are named where labels are no classes', async () => {
    document = { ...document, target: { type: 'classes', names: ['a', 'b'] } };
    await expect(new StreamedPart(options()).load()).rejects.toThrow('but there are only 2');
  });
});

it('a thread that dies is told of, and nobody waits for it for ever', async () => {
  const part = new StreamedPart(
    options({
      augment: MIXED,
      workers: 2,
      startThread(setup) {
        const worker = thread.start(setup);
        void worker.terminate();
        return worker;
      },
    }),
  );
  await part.load();
  const source = sourceOf(part);
  source.plan(planOf());
  await expect(source.take(0, BATCH)).rejects.toThrow('has ended');
});
