import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JobSummary } from '@shared/contract/job';
import { FASHION_MNIST_FINGERPRINT } from '@shared/data/catalog';
import { forkEngine } from '../../src-main/server/fork-engine';
import { Datasets } from '../../src-main/studio/datasets';
import { Jobs } from '../../src-main/studio/jobs';
import { prepareLibrary } from '../../src-main/studio/library';
import { builtEngine } from '../built-engine';
import { MisbehavingServer, serves, type Answer } from '../misbehaving-server';

const pids: number[] = [];
const spawnEngine = (env: Record<string, string>) => {
  const engine = forkEngine(builtEngine(), env);
  if (engine.pid !== undefined) pids.push(engine.pid);
  return engine;
};

let datasets: Datasets;
let jobs: Jobs;
let onJob: (job: JobSummary) => void;
beforeEach(async () => {
  onJob = () => {};
  jobs = new Jobs(spawnEngine, (job) => onJob(job));
  const library = await prepareLibrary(await mkdtemp(join(tmpdir(), 'trainyard-library-')));
  datasets = new Datasets(library, jobs, () => {});
});
afterEach(async () => {
  jobs.close();
  await rm(datasets.library.folder, { recursive: true, force: true });
});

const entryOf = async (id: string) => (await datasets.imports.catalog()).find((entry) => entry.id === id);
const downloads = (id: string) => readdir(join(datasets.library.folder, 'downloads', id));

it('makes a set of classes and one of values, which the catalog then knows and which can be read', async () => {
  for (const id of ['two-moons', 'surface']) {
    expect((await entryOf(id))?.dataset).toBeNull();
    const { reason } = await datasets.imports.fetch(id, undefined).ended;
    expect(reason).toBeNull();
    expect((await entryOf(id))?.dataset).toBe(id);
    expect(await datasets.get(id)).toMatchObject({ state: 'ready', source: 'made-up', trainCount: 1500 });
    expect((await datasets.samples(id, 'train', 0, 10)).size).toBeGreaterThan(0);
  }
});

it('does not begin what is under way, and begins anew when that has ended', async () => {
  const one = datasets.imports.fetch('xor', undefined);
  expect(datasets.imports.fetch('xor', undefined)).toBe(one);
  await one.ended;
  const again = datasets.imports.fetch('xor', undefined);
  expect(again).not.toBe(one);
  expect((await again.ended).result).toEqual({ type: 'dataset', dataset: 'xor', existed: true });
  expect(jobs.list().at(-1)?.note).toContain('was in the library already');
});

it('keeps what has come when it is cancelled', async () => {
  // Of MNIST's size, but not MNIST: what it is only matters in the end.
  const server = await MisbehavingServer.start(serves(Buffer.alloc(9_912_422), { stallAfter: 3_000_000 }));
  try {
    const enough = new Promise<JobSummary>((done) => {
      onJob = (job) => {
        if (job.unit === 'bytes' && job.done > 2_000_000) done(job);
      };
    });
    const { summary, ended } = datasets.imports.fetch('mnist', server.address('/').href);
    expect(await Promise.race([enough, ended])).toMatchObject({ title: 'Fetching MNIST', total: 11_594_722 });
    jobs.cancel(summary.id);
    expect((await ended).reason).toBe('It was cancelled.');
    const kept = await downloads('mnist');
    expect(kept.filter((name) => name.endsWith('.part'))).toHaveLength(1);
    expect((await datasets.list()).map(({ id }) => id)).toEqual(['digits']);
  } finally {
    await server.stop();
  }
});

/** The folder with the four .gz files of Fashion-MNIST (Debian's dataset-fashion-mnist has them). */
const fashion = process.env['TRAINYARD_FASHION_MNIST'];

/** When its authors packed each part: Debian left names and times out of the files' gzip headers. */
const PACKED = { train: 1_504_176_606, t10k: 1_504_176_627 };

/** A file as its authors publish it. */
async function published(folder: string, name: string): Promise<Buffer> {
  const file = await readFile(join(folder, name));
  const header = Buffer.from(file.subarray(0, 10));
  header[3] = 8;
  header.writeUInt32LE(name.startsWith('train') ? PACKED.train : PACKED.t10k, 4);
  return Buffer.concat([header, Buffer.from(`${name.replace(/\.gz$/, '')}\0`), file.subarray(10)]);
}

it.skipIf(fashion === undefined)('fetches the real Fashion-MNIST, though its engine is killed', async () => {
  const files = new Map<string, Buffer>();
  for (const name of await readdir(fashion ?? ''))
    files.set(`/${name}`, await published(fashion ?? '', name));
  const filing =
    (how?: Parameters<typeof serves>[1]): Answer =>
    (request, response) =>
      serves(files.get(request.url ?? '')!, how)(request, response);
  const server = await MisbehavingServer.start(
    filing({ etag: '"a"', drip: { bytes: 200_000, milliseconds: 5 } }),
  );
  try {
    const half = new Promise<void>((done) => {
      onJob = ({ done: bytes }) => {
        if (bytes > 13_000_000) done();
      };
    });
    const first = datasets.imports.fetch('fashion-mnist', server.address('/').href);
    // Where it ends before, that is told below.
    await Promise.race([half, first.ended]);
    process.kill(pids.at(-1)!, 'SIGKILL');
    expect((await first.ended).reason).toContain('The engine stopped before it was done');
    server.answers = [filing({ etag: '"a"' })];
    const { reason } = await datasets.imports.fetch('fashion-mnist', server.address('/').href).ended;
    expect(reason).toBeNull();
    expect(server.asked.map(({ headers }) => headers.range !== undefined)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
    expect((await entryOf('fashion-mnist'))?.dataset).toBe('fashion-mnist');
    expect(await datasets.get('fashion-mnist')).toMatchObject({
      source: 'download',
      fingerprint: FASHION_MNIST_FINGERPRINT,
      trainCount: 60_000,
      testCount: 10_000,
    });
    expect((await datasets.get('fashion-mnist')).classes[9]).toBe('Ankle boot');
  } finally {
    await server.stop();
  }
});
