import { createHash } from 'node:crypto';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeLogHeader } from '@shared/series/fixed-width-log';
import { STEP_LOG_COLUMNS } from '@shared/series/columns';
import { writeFileAtomically } from '../../../src-main/durable/atomic-file';
import { removeFolder } from '../../../src-main/durable/remove-folder';
import { sealed } from '../../../src-main/durable/sealed-document';
import { LibraryBackups } from '../../../src-main/studio/backup/library-backups';
import { checkLibrary, newCheck } from '../../../src-main/studio/check/check-library';
import { unusedLibrary } from '../../../src-main/studio/check/unused-library';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { SeriesReader } from '../../../src-main/studio/series-reader';
import { runDocument } from './run-document';

const RUN = '20260101-120000-abcd';
let root: string;
let library: Library;
const runPath = (...path: string[]) => join(library.runs, RUN, ...path);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trainyard-backup-'));
  library = await prepareLibrary(join(root, 'library'));
  await mkdir(runPath('metrics'), { recursive: true });
  await mkdir(runPath('checkpoints'));
  await writeFile(runPath('run.json'), JSON.stringify(runDocument({ id: RUN, state: 'running' })));
  await writeFile(runPath('labels.json'), JSON.stringify({ version: 1, name: 'a run' }));
  await writeFile(runPath('metrics', 'steps.log'), encodeLogHeader(STEP_LOG_COLUMNS));
  await writeFile(join(library.folder, 'settings.json'), '{}');
  await writeFile(join(library.folder, 'studio.lock'), 'of this folder alone');
  await writeFile(join(library.folder, 'runs-index.json'), '{}');
});
afterEach(() => rm(root, { recursive: true }));

async function done(backups: LibraryBackups) {
  while (backups.last()?.state === 'copying') await sleep(5);
  return backups.last();
}
async function findingsIn(folder: string) {
  const copy = await prepareLibrary(folder);
  const result = newCheck(false);
  await checkLibrary(copy, unusedLibrary(copy), result, new AbortController().signal);
  return result.findings;
}

/** checkpoints that are read just now: whoever removes others leaves these */
const held = new Map<string, number>();
const hold = async (_run: string, id: string) => {
  held.set(id, (held.get(id) ?? 0) + 1);
  const release = () => void held.set(id, (held.get(id) ?? 0) - 1);
  if (await stat(runPath('checkpoints', id)).catch(() => undefined)) return release;
  release();
  return undefined;
};

/** What an engine and a studio do to a run, as fast as they can, until it is aborted. */
async function train(signal: AbortSignal): Promise<void> {
  const file = runPath('metrics', 'steps.log');
  const kept: string[] = [];
  for (let step = 1; !signal.aborted; step++) {
    const values = STEP_LOG_COLUMNS.map((column) => ({ step, generation: 1 })[column as 'step'] ?? 0.5);
    const row = Buffer.from(new Float64Array(values).buffer);
    // In two pieces: whoever reads between them sees half a row.
    await appendFile(file, row.subarray(0, 11));
    await appendFile(file, row.subarray(11));
    await appendFile(runPath('events.jsonl'), '{"at":"2026-01-01T12:00:00.000Z",');
    await appendFile(runPath('events.jsonl'), '"level":"info","text":"Saved."}\n');
    const id = `${String(step).padStart(4, '0')}-${step}`;
    const folder = runPath('checkpoints', `.${id}.1.tmp`);
    await mkdir(folder);
    const weights = Buffer.alloc(20_000, step);
    await writeFile(join(folder, 'model.safetensors'), weights);
    const document = {
      version: 1,
      id,
      run: RUN,
      generation: 1,
      epoch: 1,
      step,
      reasons: ['steps'],
      metrics: { trainLoss: 1, trainAccuracy: 0.5, valLoss: 1, valAccuracy: 0.5 },
      savedAt: '2026-01-01T12:00:00.000Z',
      files: {
        'model.safetensors': {
          sha256: createHash('sha256').update(weights).digest('hex'),
          bytes: weights.length,
        },
      },
    };
    await writeFile(join(folder, 'checkpoint.json'), JSON.stringify(sealed(document)));
    await rename(folder, runPath('checkpoints', id));
    kept.push(id);
    const gone = kept.slice(0, -2).find((one) => !held.get(one));
    if (gone !== undefined) {
      kept.splice(kept.indexOf(gone), 1);
      await removeFolder(runPath('checkpoints', gone));
    }
    await writeFileAtomically(
      runPath('run.json'),
      JSON.stringify(runDocument({ id: RUN, state: 'running', generation: 1, stepsPerEpoch: step })),
    );
  }
}

describe('a backup', () => {
  it('of a run that trains is whole, and goes on from its last checkpoint with all rows that lead to it', async () => {
    const stop = new AbortController();
    const training = train(stop.signal);
    await sleep(100);
    const backups = new LibraryBackups(library, { ...unusedLibrary(library), hold });
    try {
      for (let round = 0; round < 3; round++) {
        const to = join(root, `backup-${round}`);
        await backups.begin(to);
        expect(await done(backups)).toMatchObject({ to, state: 'done', runs: 1, findings: 0 });
        expect(await findingsIn(to)).toEqual([]);
        const run = join(to, 'runs', RUN);
        const steps = (await readdir(join(run, 'checkpoints'))).map((id) => Number(id.split('-')[1]));
        expect(steps.length).toBeGreaterThan(0);
        const rows = await new SeriesReader(join(run, 'metrics', 'steps.log'), STEP_LOG_COLUMNS).read();
        expect(rows.length / STEP_LOG_COLUMNS.length).toBeGreaterThanOrEqual(Math.max(...steps));
      }
    } finally {
      stop.abort();
      await training;
    }
    expect(await readdir(join(root, 'backup-0'))).not.toContain('studio.lock');
    expect((await readdir(root)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('can be an archive', async () => {
    const backups = new LibraryBackups(library, unusedLibrary(library));
    const to = join(root, 'backup.zip');
    await backups.begin(to);
    expect(await done(backups)).toMatchObject({ state: 'done', runs: 1 });
    const files = unzipSync(new Uint8Array(await readFile(to)));
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([`runs/${RUN}/run.json`, `runs/${RUN}/metrics/steps.log`, 'settings.json']),
    );
    expect(await readdir(root)).toEqual(expect.arrayContaining(['backup.zip', 'library']));
    expect(await readdir(root)).toHaveLength(2);
  });

  it('is made beside what is there, and never over it', async () => {
    const backups = new LibraryBackups(library, unusedLibrary(library));
    await writeFile(join(root, 'file'), '');
    const refused = (to: string) => backups.begin(to).then(String, (error: Error) => error.message);
    expect(await refused(join(root, 'file'))).toMatch(/is there already/);
    expect(await refused(join(library.folder, 'in'))).toMatch(/lost with it/);
    await symlink(library.folder, join(root, 'link'));
    expect(await refused(join(root, 'link', 'in'))).toMatch(/lost with it/);
    expect(await refused('relative')).toMatch(/whole path/);
    expect(await refused(join(root, 'no', 'parent'))).toMatch(/There is no folder/);
    await backups.begin(root);
    const { to = '' } = (await done(backups)) ?? {};
    expect(to).toMatch(/Trainyard backup \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d$/);
    expect(await findingsIn(to)).toEqual([]);
  });

  it('that is given up leaves nothing', async () => {
    await writeFile(runPath('begin.safetensors'), Buffer.alloc(50_000_000));
    const backups = new LibraryBackups(library, unusedLibrary(library));
    await backups.begin(join(root, 'backup'));
    expect(await backups.giveUp()).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/nothing of it/),
    });
    expect(await readdir(root)).toEqual(['library']);
    await expect(stat(join(root, 'backup'))).rejects.toThrow('ENOENT');
  });
});
