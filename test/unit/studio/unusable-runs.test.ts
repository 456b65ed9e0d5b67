import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { encodeLogHeader } from '@shared/series/fixed-width-log';
import { EPOCH_LOG_COLUMNS } from '@shared/series/columns';
import { writeFileAtomically } from '../../../src-main/durable/atomic-file';
import { clearLeftovers } from '../../../src-main/durable/remove-folder';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { RunRecord } from '../../../src-main/studio/run-record';
import { RunStore } from '../../../src-main/studio/run-store';
import { runDocument } from './run-document';

vi.mock('../../../src-main/durable/atomic-file', { spy: true });
vi.mock('../../../src-main/durable/remove-folder', { spy: true });

const atomically = await vi.importActual<typeof import('../../../src-main/durable/atomic-file')>(
  '../../../src-main/durable/atomic-file',
);

const [SOUND, OTHER] = ['20260101-120000-abcd', '20260101-130000-abcd'] as const;
let library: Library;
let said: string[];
const runFolder = (id: string) => join(library.runs, id);
async function put(id: string, state: 'running' | 'completed'): Promise<void> {
  await mkdir(join(runFolder(id), 'metrics'), { recursive: true });
  await writeFile(join(runFolder(id), 'run.json'), JSON.stringify(runDocument({ id, state })));
  await writeFile(join(runFolder(id), 'metrics', 'epochs.log'), encodeLogHeader(EPOCH_LOG_COLUMNS));
}
const denied = () =>
  Promise.reject(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }));
/** As a folder that belongs to somebody else, whoever runs this test. */
function mayNotBeWritten(folder: string): void {
  vi.mocked(writeFileAtomically).mockImplementation((path, ...rest) =>
    path.startsWith(folder) ? denied() : atomically.writeFileAtomically(path, ...rest),
  );
  vi.mocked(clearLeftovers).mockImplementation((path) =>
    path.startsWith(folder) ? denied() : Promise.resolve(),
  );
}

beforeEach(async () => {
  said = [];
  vi.spyOn(console, 'error').mockImplementation((...words: unknown[]) => void said.push(words.join(' ')));
  library = await prepareLibrary(await mkdtemp(join(tmpdir(), 'trainyard-unusable-')));
  await put(SOUND, 'completed');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(library.folder, { recursive: true, force: true });
});

it('a run that may not be written is interrupted, says what to do, and keeps no library closed', async () => {
  await put(OTHER, 'running');
  mayNotBeWritten(runFolder(OTHER));
  const store = await RunStore.open(library);
  expect(store.unreadable).toEqual([]);
  expect(store.listed()).toMatchObject([
    { id: SOUND, state: 'completed' },
    {
      id: OTHER,
      state: 'interrupted',
      pausedBy: null,
      reason: expect.stringMatching(/lost power.* may not be written: give yourself permission\.$/),
    },
  ]);
  expect(said.filter((line) => line.includes(`${OTHER} may not be written`))).toHaveLength(1);
  await store.close();
  vi.mocked(writeFileAtomically).mockReset();
  vi.mocked(clearLeftovers).mockReset();
  // Once it may be written it is as any other.
  const again = await RunStore.open(library);
  expect(again.get(OTHER).listed()).toMatchObject({ state: 'interrupted', pausedBy: 'closing' });
  expect(JSON.parse(await readFile(join(runFolder(OTHER), 'run.json'), 'utf8'))).toMatchObject({
    state: 'interrupted',
  });
  await again.close();
});

it('a log that cannot be read costs its rows, is named once, and keeps no library closed', async () => {
  await put(OTHER, 'completed');
  const log = join(runFolder(OTHER), 'metrics', 'epochs.log');
  await rm(log);
  // It opens, and gives an error when it is read.
  await mkdir(log);
  const store = await RunStore.open(library);
  expect(store.listed().map(({ id }) => id)).toEqual([SOUND, OTHER]);
  const record = store.get(OTHER);
  await record.readEpochs();
  expect(said.filter((line) => line.includes(log))).toHaveLength(1);
  await rm(log, { recursive: true });
  await writeFile(log, encodeLogHeader(EPOCH_LOG_COLUMNS));
  await record.readEpochs();
  expect(record.isAsOnDisk).toBe(true);
  await store.close();
});

it('a folder that fails otherwise is named among those that cannot be read', async () => {
  await put(OTHER, 'completed');
  const { read } = RunRecord;
  vi.spyOn(RunRecord, 'read').mockImplementation((folder) =>
    folder === runFolder(OTHER) ? Promise.reject(new Error('EIO: i/o error')) : read(folder),
  );
  const store = await RunStore.open(library);
  expect(store.unreadable).toEqual([runFolder(OTHER)]);
  expect(store.listed().map(({ id }) => id)).toEqual([SOUND]);
  expect(said.join('\n')).toContain('EIO');
  await store.close();
});

it('what is known of a run only in memory is not in the index', async () => {
  const ids = Array.from({ length: 24 }, (_, at) => `20260101-1400${String(at).padStart(2, '0')}-abcd`);
  for (const id of ids) await put(id, 'completed');
  await put(OTHER, 'running');
  const then = new Date(Date.now() - 60_000);
  for (const entry of await readdir(library.runs, { recursive: true })) {
    await utimes(join(library.runs, entry), then, then);
  }
  mayNotBeWritten(runFolder(OTHER));
  await (await RunStore.open(library)).close();
  vi.mocked(writeFileAtomically).mockReset();
  vi.mocked(clearLeftovers).mockReset();
  const again = await RunStore.open(library);
  expect(again.get(SOUND).isLoaded).toBe(false);
  expect(again.get(OTHER).document.state).toBe('interrupted');
  await again.close();
});
