import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createORPCClient, ORPCError, type ClientContext, type ClientLink } from '@orpc/client';
import { isContractProcedure, type AnyContractRouter } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StudioClient, WindowClient } from '@shared/contract/client';
import { hostPathOrNoneSchema, hostPathSchema } from '@shared/contract/host-path';
import { rayPlaceSchema } from '@shared/contract/place';
import type { Purpose } from '@shared/contract/grants';
import { windowContract } from '@shared/contract/window';
import { forwardRouter } from '../../../../src-main/server/forward-router';
import { AllowedFolders } from '../../../../src-main/server/places/allowed-folders';
import { BrowserPlaces } from '../../../../src-main/server/places/browser-places';
import { windowRouter } from '../../../../src-main/server/places/window-router';
import { testStudio } from '../test-studio';

const RUN = '20260101-120000-abcd';
const REACHED = 'the studio was asked';

interface TakingMethod {
  name: string;
  purpose: Purpose;
  /** @param grant what a page gives for a place */
  ask: (client: WindowClient, grant: string) => Promise<unknown>;
  /** what the studio hears, of which a path is left out */
  hears: object;
  /** where it hears the path */
  field: string;
}

const options = { testFraction: 0.2 };
/** Every method by which a page can have a place of the machine read or written. */
const METHODS: TakingMethod[] = [
  {
    name: 'datasets.inspect',
    purpose: 'data',
    ask: (client, from) => client.datasets.inspect({ from, options }),
    hears: { options },
    field: 'path',
  },
  {
    name: 'datasets.import',
    purpose: 'data',
    ask: (client, from) => client.datasets.import({ from, name: 'mine', options }),
    hears: { name: 'mine', options },
    field: 'path',
  },
  {
    name: 'weights.bring',
    purpose: 'weights',
    ask: (client, from) => client.weights.bring({ from }),
    hears: {},
    field: 'path',
  },
  {
    name: 'checkpoints.lookAt',
    purpose: 'checkpoint',
    ask: (client, from) => client.checkpoints.lookAt({ from }),
    hears: {},
    field: 'path',
  },
  {
    name: 'checkpoints.bring',
    purpose: 'checkpoint',
    ask: (client, from) => client.checkpoints.bring({ from }),
    hears: {},
    field: 'path',
  },
  {
    name: 'runs.open',
    purpose: 'run-file',
    ask: (client, from) => client.runs.open({ from }),
    hears: {},
    field: 'path',
  },
  {
    name: 'runs.relinkData',
    purpose: 'dataset',
    ask: (client, grant) => client.runs.relinkData({ run: RUN, to: { grant } }),
    hears: { run: RUN },
    field: 'path',
  },
  {
    name: 'runs.share',
    purpose: 'shared-run',
    ask: (client, to) => client.runs.share({ run: RUN, checkpoints: 'none', to }),
    hears: { run: RUN, checkpoints: 'none' },
    field: 'to',
  },
  {
    name: 'exports.start',
    purpose: 'export',
    ask: (client, to) => client.exports.start({ run: RUN, checkpoint: 'best', format: 'onnx', to }),
    hears: { run: RUN, format: 'onnx', replace: false },
    field: 'to',
  },
  {
    name: 'library.move',
    purpose: 'library',
    ask: (client, to) => client.library.move({ to }),
    hears: {},
    field: 'to',
  },
  {
    name: 'library.backUp',
    purpose: 'backup',
    ask: (client, to) => client.library.backUp({ to }),
    hears: {},
    field: 'to',
  },
  {
    name: 'settings.set',
    purpose: 'certificates',
    ask: (client, certificates) => client.settings.set({ proxy: '', certificates }),
    hears: { proxy: '' },
    field: 'certificates',
  },
];

let root: string;
let place: string;
let places: BrowserPlaces;
let calls: [string, unknown][];
let client: WindowClient;

/** A studio that writes down what it is asked, and does nothing. */
const line: ClientLink<ClientContext> = {
  call: (path, input) => {
    calls.push([path.join('.'), input]);
    throw new ORPCError('NOT_FOUND', { message: REACHED, defined: true });
  },
};
const pageOf = (holder: string): WindowClient =>
  createRouterClient(
    windowRouter(
      forwardRouter({
        line,
        client: createORPCClient<StudioClient>(line),
        pid: 1,
        showFolder: () => {},
      }),
      places.of(holder),
    ),
    { context: {} },
  );

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'window-router-')));
  place = join(root, 'place');
  await mkdir(place);
  calls = [];
  places = new BrowserPlaces(await AllowedFolders.of([root]));
  client = pageOf('a browser');
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe.each(METHODS)('$name', ({ name, purpose, ask, hears, field }) => {
  it('is told the path that a person pointed at', async () => {
    const { grant, path } = await client.grants.typed({ purpose, path: place });
    expect(path).toBe(place);
    await expect(ask(client, grant)).rejects.toThrow(REACHED);
    expect(calls).toEqual([[name, expect.objectContaining({ [field]: place })]]);
    expect(calls[0]?.[1]).toMatchObject(hears);
  });

  it('takes no path from a page', async () => {
    await expect(ask(client, place)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(ask(client, '/etc/passwd')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(calls).toEqual([]);
  });

  it('takes no grant that was guessed, was given to another window, or for something else', async () => {
    const other: Purpose = purpose === 'data' ? 'export' : 'data';
    const grants = [
      'A'.repeat(43),
      (await pageOf('another browser').grants.typed({ purpose, path: place })).grant,
      (await client.grants.typed({ purpose: other, path: place })).grant,
    ];
    for (const grant of grants) {
      await expect(ask(client, grant)).rejects.toMatchObject({
        code: 'REFUSED',
        data: { problems: [expect.objectContaining({ path: 'grant' })] },
      });
    }
    expect(calls).toEqual([]);
  });
});

it('a grant is used up by what is done with it', async () => {
  const page: WindowClient = createRouterClient(windowRouter(testStudio(), places.of('a browser')), {
    context: {},
  });
  const { grant } = await page.grants.typed({ purpose: 'data', path: place });
  expect(await page.datasets.import({ from: grant })).toMatchObject({ state: 'running' });
  await expect(page.datasets.import({ from: grant })).rejects.toThrow(/choose the file or folder again/);
});

/** Methods that the terminal gives a cluster to: its folder, and what runs on its nodes. */
const PLACED = ['places.look', 'runs.check', 'runs.create', 'sweeps.check', 'sweeps.create'];

it('a page trains in a cluster that was used from a terminal, as it was said there, and in no other', async () => {
  const cluster = rayPlaceSchema.parse({
    type: 'ray',
    address: 'ray://head',
    shared: '/shared',
    command: 'ours',
  });
  const page: WindowClient = createRouterClient(
    windowRouter(
      forwardRouter({
        line: {
          call: async (path, input) => {
            if (path.join('.') === 'places.list') return [cluster];
            return line.call(path, input, { context: {} });
          },
        },
        client: createORPCClient<StudioClient>(line),
        pid: 1,
        showFolder: () => {},
      }),
      places.of('a browser'),
    ),
    { context: {} },
  );
  // What a page says beside it is not heard.
  const asked = { address: 'ray://head', cpus: 3, gpus: 1, atOnce: 2, shared: '/etc', command: 'theirs' };
  const given = { ...cluster, cpus: 3, gpus: 1, atOnce: 2 };
  const inRuns = { spec: {}, place: asked };
  for (const ask of [page.runs.check, page.runs.create, page.sweeps.check, page.sweeps.create]) {
    await expect(ask(inRuns)).rejects.toThrow(REACHED);
  }
  await expect(page.places.look(asked)).rejects.toThrow(REACHED);
  expect(calls.map(([name]) => name).toSorted()).toEqual(PLACED);
  for (const [name, input] of calls) {
    expect(input).toEqual(name === 'places.look' ? given : { spec: {}, place: given });
  }
  calls = [];
  const other = { ...asked, address: 'ray://other' };
  await expect(page.runs.create({ spec: {}, place: other })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(page.places.look(other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(calls).toEqual([]);
});

it('a browser is given nothing outside of its folders', async () => {
  for (const purpose of ['data', 'export'] as const) {
    await expect(client.grants.typed({ purpose, path: '/etc/passwd' })).rejects.toMatchObject({
      code: 'REFUSED',
    });
  }
  await expect(client.grants.browse({ folder: '/etc' })).rejects.toMatchObject({ code: 'REFUSED' });
});

it('a browser has nothing replaced that it did not have written', async () => {
  const page: WindowClient = createRouterClient(
    windowRouter(
      forwardRouter({
        line: {
          call: async (path, input) => {
            calls.push([path.join('.'), input]);
            const { to } = input as { to: string };
            await writeFile(to, 'a model');
            return {
              id: 'job',
              type: 'export',
              title: 'Exporting',
              state: 'running',
              done: 0,
              total: 0,
              unit: 'steps',
              resumed: 0,
              reason: null,
              result: null,
              note: null,
            };
          },
        },
        client: createORPCClient<StudioClient>(line),
        pid: 1,
        showFolder: () => {},
      }),
      places.of('a browser'),
    ),
    { context: {} },
  );
  const exportTo = async (path: string, replace: boolean) => {
    const { grant } = await page.grants.typed({ purpose: 'export', path });
    const asked = { run: RUN, checkpoint: 'best' as const, format: 'onnx' as const, replace };
    return page.exports.start({ ...asked, to: grant });
  };
  const [theirs, ours] = [join(root, 'theirs.onnx'), join(root, 'ours.onnx')];
  await writeFile(theirs, 'a letter');
  await expect(exportTo(theirs, true)).rejects.toThrow(/it is not replaced/);
  await expect(exportTo(place, true)).rejects.toThrow(/it is not replaced/);
  expect(calls).toEqual([]);
  await exportTo(ours, false);
  await exportTo(ours, true);
  expect(calls).toHaveLength(2);
});

describe('a file that a browser sends', () => {
  const piece = (text: string) => new Blob([text]);
  const told = { purpose: 'data' as const, bytes: 6 };
  const tell = (page: WindowClient, name: string, at: number, text: string, upload?: string) =>
    page.grants.upload({ ...told, name, at, piece: piece(text), ...(upload !== undefined && { upload }) });
  /** What the studio would read, by a grant. */
  async function heard(grant: string): Promise<string> {
    await expect(client.datasets.inspect({ from: grant, options })).rejects.toThrow(REACHED);
    const [, heardLast] = calls.at(-1)!;
    return (heardLast as { path: string }).path;
  }
  afterEach(() => places.close());

  it('is whole when the grant for it comes, and has its name', async () => {
    const { upload, granted } = await tell(client, 'rows.csv', 0, 'a,b\n');
    expect(granted).toBeNull();
    const last = await tell(client, 'rows.csv', 4, '12', upload);
    expect(last.granted?.path).toBe('rows.csv');
    const path = await heard(last.granted!.grant);
    expect(basename(path)).toBe('rows.csv');
    expect(await readFile(path, 'utf8')).toBe('a,b\n12');
    await places.close();
    await expect(readFile(path)).rejects.toThrow(/ENOENT/);
  });

  it('lies in a folder of its own, whatever it is called', async () => {
    for (const name of [
      '../../etc/cron.d/x',
      '/etc/passwd',
      '..\\..\\x',
      '.bashrc',
      '..',
      '\0',
      'a'.repeat(900),
    ]) {
      const { granted } = await tell(client, name, 0, '123456');
      const path = await heard(granted!.grant);
      expect(path.startsWith(join(await realpath(tmpdir()), 'trainyard-uploads-')), path).toBe(true);
      expect(path.split('/')).not.toContain('..');
      expect(basename(path)).toMatch(/^[^.]/);
    }
  });

  it('is sent in order, is not longer than was said, and goes on in the same browser alone', async () => {
    const begin = async () => (await tell(client, 'rows.csv', 0, '123')).upload;
    await expect(tell(client, 'rows.csv', 2, '456', await begin())).rejects.toThrow(/send it again/);
    await expect(tell(client, 'rows.csv', 3, '4567', await begin())).rejects.toThrow(/send it again/);
    const mine = await begin();
    await expect(tell(pageOf('another browser'), 'rows.csv', 3, '456', mine)).rejects.toThrow(/not known/);
    expect((await tell(client, 'rows.csv', 3, '456', mine)).granted).not.toBeNull();
    await expect(tell(client, 'rows.csv', 6, '7', mine)).rejects.toThrow(/not known/);
  });

  it('is not begun where it would fill the disk', async () => {
    const asked = { purpose: 'data' as const, name: 'huge.csv', bytes: 1e15, at: 0, piece: piece('1') };
    await expect(client.grants.upload(asked)).rejects.toThrow(/not enough space/);
  });
});

/** Whether a schema has one of these anywhere in it. */
function holds(schema: unknown, wanted: readonly unknown[], seen = new Set<unknown>()): boolean {
  if (wanted.includes(schema)) return true;
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return false;
  seen.add(schema);
  const inner = '_zod' in schema ? [Reflect.get(Object(schema._zod), 'def')] : Object.values(schema);
  return inner.some((one) => holds(one, wanted, seen));
}

function takingPaths(part: AnyContractRouter, path: readonly string[] = []): string[] {
  if (isContractProcedure(part)) {
    const isOne = holds(part['~orpc'].inputSchema, [hostPathSchema, hostPathOrNoneSchema]);
    return isOne ? [path.join('.')] : [];
  }
  return Object.entries(part).flatMap(([name, inner]) => takingPaths(inner, [...path, name]));
}

it('no method of a page takes a path, but those by which it asks for a grant', async () => {
  expect(takingPaths(windowContract)).toEqual(['grants.typed', 'grants.browse']);
  // Those that the terminal gives paths to are the ones that are held above.
  const { contract } = await import('@shared/contract/api');
  const held = [...METHODS.map(({ name }) => name), ...PLACED];
  expect(takingPaths(contract).toSorted()).toEqual(held.toSorted());
});
