import { createHash } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LibraryCheck } from '@shared/contract/library-check';
import { encodeLogHeader } from '@shared/series/fixed-width-log';
import { STEP_LOG_COLUMNS } from '@shared/series/columns';
import { sealed } from '../../../src-main/durable/sealed-document';
import { checkLibrary, newCheck } from '../../../src-main/studio/check/check-library';
import { unusedLibrary } from '../../../src-main/studio/check/unused-library';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { makeUnreadable } from '../../unreadable';
import { runDocument } from './run-document';

const RUN = '20260101-120000-abcd';
const CHECKPOINT = '0001-10';
/** Surely no process: the largest id that Linux gives is smaller. */
const DEAD = 99_999_999;
let root: string;
let library: Library;
const runPath = (...path: string[]) => join(library.runs, RUN, ...path);

async function put(path: string, content: string | Uint8Array): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const putJson = (path: string, content: object) => put(path, JSON.stringify(content));

async function putCheckpoint(id: string): Promise<void> {
  await put(runPath('checkpoints', id, 'model.safetensors'), `weights of ${id}`);
  const document = {
    version: 1,
    id,
    run: RUN,
    generation: 1,
    epoch: 1,
    step: Number(id.split('-')[1]),
    reasons: ['epoch'],
    metrics: { trainLoss: 1, trainAccuracy: 0.5, valLoss: 1, valAccuracy: 0.5 },
    savedAt: '2026-01-01T12:00:00.000Z',
    files: { 'model.safetensors': { sha256: sha256(`weights of ${id}`), bytes: 10 + id.length } },
  };
  await putJson(runPath('checkpoints', id, 'checkpoint.json'), sealed(document));
}

const row = () => new Uint8Array(new Float64Array(STEP_LOG_COLUMNS.length).fill(1).buffer);
const log = () => Buffer.concat([encodeLogHeader(STEP_LOG_COLUMNS), row(), row()]);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trainyard-check-'));
  library = await prepareLibrary(join(root, 'library'));
  await putJson(runPath('run.json'), runDocument({ id: RUN, state: 'completed' }));
  await putJson(runPath('labels.json'), { version: 1, name: 'a run' });
  await put(runPath('events.jsonl'), '{"at":"2026-01-01T12:00:00.000Z","level":"info","text":"Started."}\n');
  await put(runPath('metrics', 'steps.log'), log());
  await putCheckpoint(CHECKPOINT);
  await putCheckpoint('0002-20');
});
afterEach(() => rm(root, { recursive: true }));

async function look(mends = false): Promise<LibraryCheck> {
  const result = newCheck(mends);
  await checkLibrary(library, unusedLibrary(library), result, new AbortController().signal);
  return result;
}
const setAside = async () =>
  (await readdir(join(library.bin, '.set-aside'), { recursive: true }).catch(() => [])).filter((path) =>
    /\.\w+$/.test(path),
  );

async function allFiles(): Promise<string[]> {
  const entries = await readdir(library.folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('a library as it should be', () => {
  it('has nothing to be found, and nothing is changed', async () => {
    const before = await allFiles();
    const result = await look(true);
    expect(result.findings).toEqual([]);
    expect(result).toMatchObject({ runs: 1, checkpoints: 2, done: 1, total: 1, bytes: 34 });
    expect(await allFiles()).toEqual(before);
  });
});

/** Each with what it does to a library, what is found, and what is left of it after mending. */
const FAULTS: [
  name: string,
  path: string,
  harm: () => Promise<unknown>,
  found: RegExp,
  after: 'gone' | 'cut' | 'aside' | 'marked',
][] = [
  [
    'a torn file of a killed write',
    `runs/${RUN}/run.json.${DEAD}.tmp`,
    () => put(runPath(`run.json.${DEAD}.tmp`), '{'),
    /was being written/,
    'gone',
  ],
  [
    'half a checkpoint',
    `runs/${RUN}/checkpoints/.0003-30.2.tmp`,
    async () => {
      const folder = runPath('checkpoints', '.0003-30.2.tmp');
      await put(join(folder, 'model.safetensors'), 'half');
      await utimes(folder, 1, 1);
    },
    /was being written/,
    'gone',
  ],
  [
    'half a removal',
    `runs/${RUN}/checkpoints/.0003-30.removed`,
    async () => {
      const folder = runPath('checkpoints', '.0003-30.removed');
      await put(join(folder, 'model.safetensors'), 'half');
      await utimes(folder, 1, 1);
    },
    /was being removed/,
    'gone',
  ],
  [
    'half an import',
    `datasets/.import-${DEAD}-aa`,
    () => put(join(library.datasets, `.import-${DEAD}-aa`, 'part'), 'x'),
    /half an import/,
    'gone',
  ],
  [
    'a part of a dead lock',
    '.studio.lock-x',
    async () => utimes(await put(join(library.folder, '.studio.lock-x'), '{}'), 1, 1),
    /lock of a program/,
    'gone',
  ],
  [
    'an empty run folder',
    'runs/20260101-130000-efgh',
    () => mkdir(join(library.runs, '20260101-130000-efgh')),
    /empty folder/,
    'gone',
  ],
  [
    'a note of a discarded run that is here',
    `runs/${RUN}/discarded.json`,
    () => put(runPath('discarded.json'), '{}'),
    /being discarded/,
    'gone',
  ],
  [
    'a torn row',
    `runs/${RUN}/metrics/steps.log`,
    () => appendFile(runPath('metrics', 'steps.log'), 'torn'),
    /last row is torn/,
    'cut',
  ],
  [
    'a torn line of the log',
    `runs/${RUN}/events.jsonl`,
    () => appendFile(runPath('events.jsonl'), '{"at":'),
    /last line is torn/,
    'cut',
  ],
  [
    'a log without its header',
    `runs/${RUN}/metrics/norms.log`,
    () => put(runPath('metrics', 'norms.log'), 'torn'),
    /does not begin as a log/,
    'aside',
  ],
  [
    'torn labels',
    `runs/${RUN}/labels.json`,
    () => put(runPath('labels.json'), '{"version":1,'),
    /torn or damaged/,
    'aside',
  ],
  [
    'torn pins',
    `runs/${RUN}/keeping.json`,
    () => put(runPath('keeping.json'), ''),
    /torn or damaged/,
    'aside',
  ],
  [
    'torn evaluations',
    `runs/${RUN}/evaluations.json`,
    () => put(runPath('evaluations.json'), '[]'),
    /torn or damaged/,
    'aside',
  ],
  [
    'torn settings',
    'settings.json',
    () => put(join(library.folder, 'settings.json'), '{"keepAwake":'),
    /torn or damaged/,
    'aside',
  ],
  [
    'a torn draft',
    'drafts/a.json',
    () => put(join(library.drafts, 'a.json'), 'x'),
    /torn or damaged/,
    'aside',
  ],
  [
    'outputs of no evaluation',
    `runs/${RUN}/evaluations/0f0f.safetensors`,
    () => put(runPath('evaluations', '0f0f.safetensors'), 'x'),
    /No evaluation refers/,
    'aside',
  ],
  [
    'weights of nothing',
    'weights/aa.safetensors',
    () => put(join(library.folder, 'weights', 'aa.safetensors'), 'x'),
    /what these weights are/,
    'aside',
  ],
  [
    'a file in a checkpoint',
    `runs/${RUN}/checkpoints/${CHECKPOINT}/other.bin`,
    () => put(runPath('checkpoints', CHECKPOINT, 'other.bin'), 'x'),
    /knows nothing of it/,
    'aside',
  ],
  [
    'a byte of the weights',
    `runs/${RUN}/checkpoints/0002-20`,
    () => put(runPath('checkpoints', '0002-20', 'model.safetensors'), 'weights of 0002-21'),
    /SHA-256 does not hold/,
    'marked',
  ],
  [
    'a mark on a checkpoint that is whole',
    `runs/${RUN}/checkpoints/${CHECKPOINT}`,
    () => putJson(runPath('keeping.json'), { version: 1, damaged: { [CHECKPOINT]: 'It was missing.' } }),
    /marked as damaged \(It was missing\.\), and all of it is as it was written/,
    'marked',
  ],
  [
    'a pin of what is gone',
    `runs/${RUN}/checkpoints/0009-90`,
    () => putJson(runPath('keeping.json'), { version: 1, pinned: ['0009-90'] }),
    /was pinned/,
    'marked',
  ],
];

describe('what faults leave', () => {
  it.each(FAULTS)('is found, and left as it is until somebody asks: %s', async (_, path, harm, found) => {
    await harm();
    const before = await allFiles();
    const [finding, ...others] = (await look()).findings;
    expect(finding).toMatchObject({ path, state: 'can-mend' });
    expect(finding?.found).toMatch(found);
    expect(others).toEqual([]);
    expect(await allFiles()).toEqual(before);
  });

  it.each(FAULTS)('is mended, and nothing is found after that: %s', async (_, path, harm, _found, after) => {
    const good = await allFiles();
    await harm();
    const [finding] = (await look(true)).findings;
    expect(finding).toMatchObject({ path, state: 'mended' });
    const isThere = await stat(join(library.folder, path)).then(
      () => true,
      () => false,
    );
    if (after === 'gone' || after === 'aside') expect(isThere).toBe(false);
    if (after === 'aside') expect(await setAside()).toEqual([expect.stringContaining(path)]);
    else expect(await setAside()).toEqual([]);
    if (after === 'cut') expect(await allFiles()).toEqual(good);
    const left = (await look(true)).findings.filter(({ state }) => state !== 'yours');
    expect(left).toEqual([]);
  });

  it.each([
    ['a torn run.json', `runs/${RUN}/run.json`, () => put(runPath('run.json'), '{"version":1,')],
    ['a run of a newer Trainyard', `runs/${RUN}/run.json`, () => put(runPath('run.json'), '{"version":7}')],
    [
      'a torn checkpoint.json',
      `runs/${RUN}/checkpoints/${CHECKPOINT}`,
      () => put(runPath('checkpoints', CHECKPOINT, 'checkpoint.json'), '{'),
    ],
    [
      'a torn sweep',
      'sweeps/20260101-120000-swee/sweep.json',
      () => put(join(library.sweeps, '20260101-120000-swee', 'sweep.json'), '{'),
    ],
    [
      'a dataset without its document',
      'datasets/pets/dataset.json',
      () => put(join(library.datasets, 'pets', 'train.u8'), 'x'),
    ],
    [
      'a result that cannot be read among others, and the file that it may name',
      `runs/${RUN}/evaluations.json`,
      async () => {
        await putJson(runPath('evaluations.json'), { version: 1, evaluations: [{ of: 'later' }] });
        await put(runPath('evaluations', '0f0f.safetensors'), 'x');
      },
    ],
  ])('is named and left to a person: %s', async (_, path, harm) => {
    await harm();
    const before = await allFiles();
    expect((await look(true)).findings).toEqual([
      expect.objectContaining({ path, state: 'yours', mend: expect.stringMatching(/\.$/) }),
    ]);
    expect(await allFiles()).toEqual(before);
  });

  it('is not what a drive holds back for a moment: nothing is marked, and no mark is taken off', async () => {
    const marks = { version: 1, damaged: { '0002-20': 'It was missing.' } };
    await putJson(runPath('keeping.json'), marks);
    for (const id of [CHECKPOINT, '0002-20']) {
      await makeUnreadable(runPath('checkpoints', id, 'model.safetensors'));
      await rm(runPath('checkpoints', id, 'model.safetensors.aside'));
    }
    const { findings } = await look(true);
    expect(findings).toHaveLength(2);
    for (const { state, found } of findings) {
      expect(state).toBe('yours');
      expect(found).toMatch(/^model\.safetensors: It cannot be read \(.*\)\.$/);
    }
    expect(JSON.parse(await readFile(runPath('keeping.json'), 'utf8'))).toEqual(marks);
  });

  it('is not what a living program is just writing', async () => {
    await put(runPath(`run.json.${process.pid}.tmp`), '{');
    await put(join(library.runs, '.new.tmp', 'run.json'), '{');
    expect((await look(true)).findings).toEqual([]);
  });

  it('of a run that trains is left to its engine', async () => {
    await appendFile(runPath('metrics', 'steps.log'), 'half a row');
    await put(runPath('checkpoints', '.0003-30.2.tmp', 'model.safetensors'), 'half');
    const result = newCheck(true);
    const use = { ...unusedLibrary(library), isBusy: () => true };
    await checkLibrary(library, use, result, new AbortController().signal);
    expect(result.findings).toEqual([]);
    expect(await readFile(runPath('metrics', 'steps.log'), 'utf8')).toMatch(/half a row$/);
  });
});
