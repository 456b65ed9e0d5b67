import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchPublished } from '../../../../../src-main/engine/data/catalog/fetch-published';
import type { Published } from '../../../../../src-main/engine/data/catalog/published';
import { importIdx } from '../../../../../src-main/engine/data/idx/import-idx';
import { answers, MisbehavingServer, serves, type Answer } from '../../../../misbehaving-server';
import { writeIdx, smallIdx } from '../idx-samples';
import { smallPublishedCifar, smallPublishedIdx, without, type Files } from './small-sets';

let folder: string;
let servers: MisbehavingServer[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetch-'));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Serves files by their names, below any folder. */
const filing =
  (files: Files): Answer =>
  (request, response) => {
    const content = files[(request.url ?? '').split('/').at(-1)!];
    (content ? serves(content) : answers(404))(request, response);
  };

async function serve(...how: Answer[]): Promise<MisbehavingServer> {
  const server = await MisbehavingServer.start(...how);
  servers.push(server);
  return server;
}

const fetchSet = (
  published: Published,
  mirrors: URL[],
  onProgress: (done: number, total: number, unit: string) => void = () => {},
) =>
  fetchPublished({
    entry: 'small',
    name: 'Small set',
    published,
    mirrors,
    datasetsFolder: join(folder, 'datasets'),
    downloadsFolder: join(folder, 'downloads'),
    onProgress,
    signal: new AbortController().signal,
    patience: { tries: 2, waitMs: 1, stallMs: 2000 },
  });

describe('fetchPublished', () => {
  it('makes of four IDX files what an import of them makes, with its names and where it is from', async () => {
    const { files, published } = smallPublishedIdx();
    const server = await serve(filing(files));
    const seen: [number, number, string][] = [];
    const { id, existed, document } = await fetchSet(published, [server.address('/some/folder')], (...at) =>
      seen.push(at),
    );
    expect({ id, existed }).toEqual({ id: 'small-set', existed: false });
    expect(document).toMatchObject({
      name: 'Small set',
      source: { type: 'download', catalog: 'small', from: `127.0.0.1:${server.port}` },
      target: { type: 'classes', names: ['お', 'き', 'す'] },
    });
    await writeIdx(join(folder, 'by-hand'), smallIdx());
    const byHand = await importIdx({
      path: join(folder, 'by-hand'),
      datasetsFolder: join(folder, 'other'),
      onProgress: () => {},
    });
    expect(document.fingerprint).toBe(byHand.document.fingerprint);

    const bytes = published.files.reduce((sum, file) => sum + file.bytes, 0);
    expect(seen).toContainEqual([bytes, bytes, 'bytes']);
    expect(seen.at(-1)).toEqual([17, 17, 'samples']);
    // What was fetched is not needed any more.
    expect(await readdir(join(folder, 'downloads'))).toEqual([]);
  });

  it("makes a dataset of CIFAR's archive, which a mirror may name itself", async () => {
    const { files, published } = smallPublishedCifar();
    const server = await serve(filing(files));
    const { document } = await fetchSet(published, [server.address('/x/cifar-10-binary.tar.gz')]);
    expect(document.splits.train.count).toBe(10);
    expect(server.asked.map(({ path }) => path)).toEqual(['/x/cifar-10-binary.tar.gz']);
  });

  it('asks an address that brought one file first for the next', async () => {
    const { files, published } = smallPublishedIdx();
    const dead = await serve(answers(404));
    const alive = await serve(filing(files));
    await fetchSet(published, [dead.address('/'), alive.address('/')]);
    expect(dead.asked).toHaveLength(1);
    expect(alive.asked).toHaveLength(4);
  });

  it('says what to do when a file cannot be had, makes nothing, and keeps what has come', async () => {
    const { files, published } = smallPublishedIdx();
    const rest = without(files, 't10k-labels-idx1-ubyte.gz');
    const server = await serve(filing(rest));
    const downloads = join(folder, 'downloads', 'small');
    await expect(fetchSet(published, [server.address('/')])).rejects.toMatchObject({
      name: 'DataError',
      message:
        `Small set could not be fetched (t10k-labels-idx1-ubyte.gz: 127.0.0.1:${server.port} answers 404 (Not Found)): ` +
        'try again later, what has come is kept; or name a mirror (data fetch small --mirror ADDRESS); ' +
        `or put its 4 files into ${downloads} by hand and try again.`,
    });
    expect((await readdir(downloads)).sort()).toEqual(Object.keys(rest).sort());
    expect(await readdir(join(folder, 'datasets')).catch(() => [])).toEqual([]);

    server.answers = [filing(files)];
    server.asked.length = 0;
    await fetchSet(published, [server.address('/')]);
    expect(server.asked.map(({ path }) => path)).toEqual(['/t10k-labels-idx1-ubyte.gz']);
  });

  it('takes files that were put there by hand, and leaves others beside them', async () => {
    const { files, published } = smallPublishedIdx();
    const downloads = join(folder, 'downloads', 'small');
    await mkdir(downloads, { recursive: true });
    for (const [name, content] of Object.entries(files)) await writeFile(join(downloads, name), content);
    await writeFile(join(downloads, 'notes.txt'), 'mine');
    const server = await serve(answers(500));
    await fetchSet(published, [server.address('/')]);
    expect(server.asked).toEqual([]);
    expect(await readdir(downloads)).toEqual(['notes.txt']);
  });
});
