import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runLabelsSchema } from '@shared/contract/labels';
import type { Evaluation } from '@shared/contract/evaluation';
import type { RunDocument } from '@shared/contract/run';
import { runSpecSchema } from '@shared/spec/run-spec';
import { writeFileAtomically } from '../../../src-main/durable/atomic-file';
import type { Datasets } from '../../../src-main/studio/datasets';
import { endRun } from '../../../src-main/studio/run-ending';
import type { Evaluations } from '../../../src-main/studio/evaluations';
import { FinalTests } from '../../../src-main/studio/final-tests';
import { Hub } from '../../../src-main/studio/hub';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { Queue } from '../../../src-main/studio/queue';
import { RunNews } from '../../../src-main/studio/run-news';
import { RunRecord } from '../../../src-main/studio/run-record';
import { writeNewRun } from '../../../src-main/studio/new-run';
import { noteFingerprint, trainRun, type TrainingParts } from '../../../src-main/studio/run-training';

vi.mock('../../../src-main/durable/atomic-file', { spy: true });

const spec = runSpecSchema.parse({
  data: { dataset: 'tiny' },
  model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.1 },
  batchSize: 4,
});
const document: RunDocument = {
  version: 1,
  id: '20261124-100000-aaaa',
  spec,
  state: 'queued',
  reason: null,
  mends: [],
  pausedBy: null,
  finalTest: null,
  number: 0,
  generation: 1,
  createdAt: '2026-11-24T10:00:00.000Z',
  startedAt: null,
  endedAt: null,
  numerics: null,
  processor: '',
  stepsPerEpoch: null,
  datasetName: 'tiny',
  datasetFingerprint: 'a'.repeat(64),
  inputShape: [2, 2, 1],
  classes: ['no', 'yes'],
  input: null,
  target: null,
  appVersion: '1.2.3',
};
const tested: Evaluation = {
  id: 'e1',
  run: document.id,
  checkpoint: 'step-0000000010',
  dataset: 'tiny',
  datasetName: 'tiny',
  split: 'test',
  at: '2026-11-24T10:01:00.000Z',
  isFinal: true,
  accuracy: 0.5,
  top5Accuracy: null,
  loss: 0.7,
  samples: 4,
  correct: 2,
  confusion: [
    [1, 1],
    [1, 1],
  ],
  values: null,
  outputs: null,
  seconds: 0.1,
};
const noSpace = () =>
  Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
/** The next writes find the disk full. */
function fill(writes: number): void {
  for (let write = 0; write < writes; write++) vi.mocked(writeFileAtomically).mockImplementationOnce(noSpace);
}
const staying = () => new AbortController().signal;
const left = () => AbortSignal.abort();

let library: Library;
let record: RunRecord;
const news = new RunNews(new Hub());
const onDisk = async (): Promise<unknown> =>
  JSON.parse(await readFile(join(record.folder, 'run.json'), 'utf8'));
beforeEach(async () => {
  library = await prepareLibrary(await mkdtemp(join(tmpdir(), 'trainyard-full-')));
  record = await writeNewRun(library, document, runLabelsSchema.parse({ version: 1, name: 'a run' }));
});
afterEach(async () => {
  vi.mocked(writeFileAtomically).mockReset();
  await rm(library.folder, { recursive: true });
});

describe('on a full disk', () => {
  it('a run is in memory what it is on disk', async () => {
    fill(1);
    await expect(record.write({ state: 'completed' })).rejects.toThrow('ENOSPC');
    expect(record.document.state).toBe('queued');
    await record.write({ reason: 'for a reason' });
    expect(await onDisk()).toMatchObject({ state: 'queued', reason: 'for a reason' });
  });

  it('the end of a run waits for space, says so, and stays what it was', async () => {
    fill(2);
    await endRun(news, record, { state: 'completed', reason: null, pausedBy: null }, staying());
    expect(record.document.state).toBe('completed');
    expect(await onDisk()).toMatchObject({ state: 'completed', reason: null });
    const told = (await record.events.read()).map(({ text }) => text);
    expect(told).toEqual([expect.stringContaining('The disk is full'), 'Completed']);
  }, 10_000);

  it('the end of a run is left for the next start when the studio closes', async () => {
    fill(9);
    await endRun(news, record, { state: 'completed', reason: null, pausedBy: null }, left());
    expect(record.document.state).toBe('queued');
  });

  it('a run that cannot begin is queued still, and no engine was started', async () => {
    fill(9);
    const parts = { news, speed: { giveWay: () => Promise.resolve() } } as unknown as TrainingParts;
    const end = await trainRun(parts, record, () => expect.unreachable(), left());
    expect(end.state).toBe('stopped');
    expect(record.document).toMatchObject({ state: 'queued', generation: 1 });
    expect((await record.events.read())[0]?.text).toContain('starts as soon as there is space');
  });

  it('a fingerprint that was not known when the run was queued is noted at its next start', async () => {
    const fingerprint = 'b'.repeat(64);
    const datasets = { find: async () => ({ fingerprint }) } as unknown as Datasets;
    await noteFingerprint(record, datasets);
    // What was trained on stays noted.
    expect(record.document.datasetFingerprint).toBe(document.datasetFingerprint);
    await record.write({ datasetFingerprint: '' });
    fill(1);
    await noteFingerprint(record, datasets);
    expect(record.document.datasetFingerprint).toBe('');
    await noteFingerprint(record, datasets);
    expect(await onDisk()).toMatchObject({ datasetFingerprint: fingerprint });
  });

  it('what the test at the end came to waits for space, and is written once', async () => {
    await record.write({ state: 'completed', finalTest: { state: 'due' } });
    // As where the studio was killed between the result and its note: nothing is left but to write it down.
    const evaluations = { list: () => Promise.resolve([tested]) } as unknown as Evaluations;
    const finalTests = new FinalTests(evaluations, news);
    fill(2);
    finalTests.take(record);
    await vi.waitFor(() => expect(finalTests.underWay()).toBe(0), { timeout: 8000 });
    expect(await onDisk()).toMatchObject({ finalTest: { state: 'done', accuracy: 0.5 } });
    const told = (await record.events.read()).map(({ text }) => text);
    expect(told).toEqual([
      expect.stringContaining('written down as soon as there is space'),
      expect.stringContaining('Tested at the end'),
    ]);
  }, 10_000);

  it('a test whose result finds no space is due at the next start', async () => {
    await record.write({ state: 'completed', finalTest: { state: 'due' } });
    const evaluations = { list: () => Promise.resolve([tested]) } as unknown as Evaluations;
    const finalTests = new FinalTests(evaluations, news);
    fill(9);
    finalTests.take(record);
    await vi.waitFor(async () => expect(await record.events.read()).toHaveLength(1));
    await finalTests.close();
    expect(record.document.finalTest).toEqual({ state: 'due' });
    expect(await onDisk()).toMatchObject({ finalTest: { state: 'due' } });
  }, 10_000);

  it('nothing is complained of where the run was discarded while it was tested', async () => {
    const complained = vi.spyOn(console, 'error').mockImplementation(() => {});
    await record.write({ state: 'completed', finalTest: { state: 'due' } });
    const discard = async () => {
      await rm(record.folder, { recursive: true });
      return [tested];
    };
    const finalTests = new FinalTests({ list: discard } as unknown as Evaluations, news);
    finalTests.take(record);
    await vi.waitFor(() => expect(finalTests.underWay()).toBe(0), { timeout: 8000 });
    expect(complained).not.toHaveBeenCalled();
    complained.mockRestore();
  });

  it('the order of the queue is written when there is space', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const queue = await Queue.open(library, [], [], () => {});
    fill(1);
    queue.add('run-1');
    await vi.waitFor(
      async () => {
        const written: unknown = JSON.parse(await readFile(join(library.folder, 'queue.json'), 'utf8'));
        expect(written).toMatchObject({ order: ['run-1'] });
      },
      { timeout: 8000 },
    );
    await queue.close();
  }, 10_000);
});
