import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineResult } from '@shared/contract/engine';
import type { Evaluation } from '@shared/contract/evaluation';
import { runLabelsSchema } from '@shared/contract/labels';
import { sealed } from '../../../src-main/durable/sealed-document';
import type { Backends } from '../../../src-main/studio/backends';
import type { Datasets } from '../../../src-main/studio/datasets';
import { Evaluations } from '../../../src-main/studio/evaluations';
import { Hub } from '../../../src-main/studio/hub';
import type { Jobs } from '../../../src-main/studio/jobs';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { writeNewRun } from '../../../src-main/studio/new-run';
import type { RunRecord } from '../../../src-main/studio/run-record';
import type { Runs } from '../../../src-main/studio/runs/runs';
import { runDocument } from './run-document';

const CHECKPOINT = '0001-10';
const EARLIER = '11111111-1111-4111-8111-111111111111';
const LATER_KIND = '22222222-2222-4222-8222-222222222222';
const LEFT_OVER = '33333333-3333-4333-8333-333333333333';

const measured = {
  samples: 4,
  correct: 2,
  loss: 0.7,
  accuracy: 0.5,
  top5Accuracy: null,
  confusion: [
    [1, 1],
    [1, 1],
  ],
  values: null,
  outputs: { samples: 4, bytes: 10, sha256: 'c'.repeat(64), fingerprint: 'a'.repeat(64) },
  seconds: 0.1,
};

let library: Library;
let record: RunRecord;
let evaluations: Evaluations;
/** what the end of the job said beside the result */
let note: string | undefined;
const pathOf = (...names: string[]) => join(record.folder, ...names);
const earlier = (): Evaluation => ({
  ...measured,
  id: EARLIER,
  run: record.id,
  checkpoint: CHECKPOINT,
  dataset: 'tiny',
  datasetName: 'tiny',
  split: 'test',
  at: '2026-01-01T13:00:00.000Z',
  isFinal: false,
});

/** Jobs whose engines bring the result at once. */
const jobs = {
  start: ({ resultOf }: { resultOf: (result: EngineResult) => Promise<{ note?: string }> }) => ({
    summary: {},
    ended: resultOf({ type: 'evaluate', evaluation: measured }).then((end) => {
      note = end.note;
      return { result: undefined, reason: null };
    }),
  }),
};

async function keep(...ids: string[]): Promise<void> {
  await mkdir(pathOf('evaluations'), { recursive: true });
  for (const id of ids) await writeFile(pathOf('evaluations', `${id}.safetensors`), id);
}
const list = async (): Promise<{ evaluations: unknown[] }> =>
  JSON.parse(await readFile(pathOf('evaluations.json'), 'utf8'));
const evaluate = () => evaluations.run({ run: record.id, checkpoint: CHECKPOINT, split: 'test' });

beforeEach(async () => {
  library = await prepareLibrary(await mkdtemp(join(tmpdir(), 'trainyard-evaluations-')));
  record = await writeNewRun(
    library,
    runDocument(),
    runLabelsSchema.parse({ version: 1, name: 'a run' }),
    async (folder) => {
      const its = join(folder, 'checkpoints', CHECKPOINT);
      await mkdir(its, { recursive: true });
      const document = {
        version: 1,
        id: CHECKPOINT,
        run: runDocument().id,
        generation: 1,
        epoch: 1,
        step: 10,
        reasons: ['epoch'],
        metrics: { trainLoss: 1, trainAccuracy: 0.5, valLoss: 1, valAccuracy: 0.5 },
        savedAt: '2026-01-01T12:00:00.000Z',
        files: {},
      };
      await writeFile(join(its, 'checkpoint.json'), JSON.stringify(sealed(document)));
    },
  );
  const dataset = {
    id: 'tiny',
    name: 'tiny',
    shape: [2, 2, 1],
    input: { type: 'pictures', shape: [2, 2, 1] },
    target: { type: 'classes', names: ['a', 'b'] },
    trainCount: 4,
    validationCount: 0,
    testCount: 4,
  };
  evaluations = new Evaluations(
    { record: () => record, keeper: { hold: async () => () => {} } } as unknown as Runs,
    { get: async () => dataset, ensure: async () => {}, folderOf: () => '' } as unknown as Datasets,
    { choose: async () => ({}) } as unknown as Backends,
    jobs as unknown as Jobs,
    new Hub(),
  );
});
afterEach(() => rm(library.folder, { recursive: true }));

describe('a new evaluation', () => {
  it('stays beside entries that cannot be read, which stay as they are, and so does what they name', async () => {
    const unknown = { id: LATER_KIND, kind: 'of a later version', deep: { more: [1] } };
    const all = [unknown, { ...earlier(), ofLater: 1 }];
    await writeFile(pathOf('evaluations.json'), JSON.stringify({ version: 1, evaluations: all }));
    await keep(EARLIER, LATER_KIND, LEFT_OVER);
    const { id } = await evaluate();
    expect((await list()).evaluations).toEqual([...all, expect.objectContaining({ id })]);
    expect((await evaluations.list(record.id)).map((one) => one.id)).toEqual([id, EARLIER]);
    // Of what was left over the list knows nothing.
    expect((await readdir(pathOf('evaluations'))).sort()).toEqual([
      `${EARLIER}.safetensors`,
      `${LATER_KIND}.safetensors`,
    ]);
  });

  it('removes nothing where an entry does not tell what it names', async () => {
    await writeFile(pathOf('evaluations.json'), '{"version":1,"evaluations":[null]}');
    await keep(LEFT_OVER);
    await evaluate();
    expect((await list()).evaluations[0]).toBeNull();
    expect(await readdir(pathOf('evaluations'))).toEqual([`${LEFT_OVER}.safetensors`]);
  });

  it.each(['{"version":1,"evalu', '[]', '{"version":2,"evaluations":[]}'])(
    'sets a file aside that is no list, and removes nothing then or later: %s',
    async (text) => {
      await writeFile(pathOf('evaluations.json'), text);
      await keep(EARLIER);
      const first = await evaluate();
      expect(note).toContain('evaluations.json.unreadable');
      const second = await evaluate();
      expect(note).toBeUndefined();
      expect(await readFile(pathOf('evaluations.json.unreadable'), 'utf8')).toBe(text);
      expect((await list()).evaluations).toMatchObject([{ id: first.id }, { id: second.id }]);
      expect(await readdir(pathOf('evaluations'))).toEqual([`${EARLIER}.safetensors`]);
      await writeFile(pathOf('evaluations.json'), 'torn again');
      await evaluate();
      expect(await readFile(pathOf('evaluations.json.unreadable'), 'utf8')).toBe(text);
      expect(await readFile(pathOf('evaluations.json.unreadable.2'), 'utf8')).toBe('torn again');
    },
  );

  it('removes what an engine left that was ended before its result stood in the list', async () => {
    await keep(LEFT_OVER);
    await evaluate();
    expect(await readdir(pathOf('evaluations'))).toEqual([]);
  });
});
