import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noTimes } from '@shared/contract/recorded';
import { modelParameters } from '@shared/model/parameters';
import { runSpecSchema } from '@shared/spec/run-spec';
import { NORM_COLUMNS } from '@shared/series/columns';
import { timeShares, timeWords } from '@shared/series/time-share';
import { histogramOf } from '../../../../src-main/engine/metrics/histogram';
import { Recording } from '../../../../src-main/engine/metrics/recording';
import { RecordedReader } from '../../../../src-main/studio/recorded-reader';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-'));
});
afterEach(() => rm(folder, { recursive: true }));

const spec = runSpecSchema.parse({
  data: { dataset: 'any' },
  model: {
    layers: [{ type: 'flatten' }, { type: 'dense', units: 2, frozen: true }, { type: 'dense', units: 2 }],
  },
  optimizer: { learningRate: 0.01 },
  batchSize: 4,
});
const parameters = modelParameters(spec.model.layers, [2, 1, 1]);
const recordingOf = (generation: number) =>
  new Recording({ runFolder: folder, generation, spec }, parameters);
const row = (step: number) => ({
  step,
  epoch: step / 2,
  seconds: step,
  loss: 1,
  accuracy: 1,
  learningRate: 1,
});
const weights = () =>
  parameters.map(({ name, shape }) => ({
    name,
    shape,
    values: Float32Array.of(3, -4, 0, 0).slice(0, shape.length * 2),
  }));
const measured = {
  loss: 1,
  correct: 1,
  gradientNorm: 5,
  lengths: [
    { name: 'layers.2.kernel', gradient: 4, weight: 3, update: 0.3 },
    { name: 'layers.2.bias', gradient: 3, weight: 4, update: 0.4 },
  ],
  gradients: [
    { name: 'layers.2.kernel', shape: [2, 2], values: Float32Array.of(4, 0, 0, 0) },
    { name: 'layers.2.bias', shape: [2], values: Float32Array.of(0, 3) },
  ],
};
const classes = [{ precision: 0.5, recall: 1, f1: 2 / 3, support: 4 }];
const end = (epoch: number) => ({
  epoch,
  step: 2 * epoch,
  times: { ...noTimes(), step: epoch },
  measured,
  classes,
});

describe('what is recorded of a run', () => {
  it('are norms of all together, and layers that are trained', async () => {
    const recording = recordingOf(1);
    recording.step(row(1), measured);
    recording.epochEnd(end(1), weights);
    recording.close();
    const reader = new RecordedReader(folder, () => Promise.resolve(Infinity));
    const norms = await reader.norms();
    const at = (column: (typeof NORM_COLUMNS)[number]) => norms[NORM_COLUMNS.indexOf(column)];
    expect([at('step'), at('gradientNorm'), at('weightNorm')]).toEqual([1, 5, 5]);
    expect(at('updateRatio')).toBeCloseTo(0.1, 12);
    expect(at('memory')).toBeGreaterThan(1e6);
    const [detail, ...others] = await reader.details();
    expect(others).toEqual([]);
    expect(detail!.classes).toEqual(classes);
    expect(detail!.layers).toHaveLength(1);
    const [layer] = detail!.layers;
    expect(layer).toMatchObject({ layer: 2, gradients: { norm: 5 } });
    expect(layer!.updateRatio).toBeCloseTo(0.1, 12);
    expect(layer!.weights!.histogram).toMatchObject({ min: -4, max: 3 });
  });

  it('outlives a torn line, and a resume takes the place of what it does again', async () => {
    const first = recordingOf(1);
    for (const epoch of [1, 2, 3]) {
      first.step(row(2 * epoch), measured);
      first.epochEnd(end(epoch), weights);
    }
    first.close();
    await appendFile(join(folder, 'metrics', 'details.jsonl'), '{"generation":1,"epo');
    const second = recordingOf(2);
    second.step(row(4), { ...measured, gradientNorm: 7 });
    second.epochEnd(end(2), weights);
    second.close();
    const reader = new RecordedReader(folder, () => Promise.resolve(Infinity));
    const details = await reader.details();
    expect(details.map(({ epoch, generation }) => [epoch, generation])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    const norms = await reader.norms();
    const width = NORM_COLUMNS.length;
    expect(norms.length / width).toBe(2);
    expect(norms[width + NORM_COLUMNS.indexOf('gradientNorm')]).toBe(7);
    expect(await readFile(join(folder, 'metrics', 'details.jsonl'), 'utf8')).toMatch(/\n$/);
  });

  it('ends where the run does, though an engine that was killed was further', async () => {
    const killed = recordingOf(1);
    for (const epoch of [1, 2, 3]) {
      killed.step(row(2 * epoch), measured);
      killed.epochEnd(end(epoch), weights);
    }
    killed.close();
    // It was resumed from the second epoch, and stopped a step later: nothing was recorded of that one.
    const reader = new RecordedReader(folder, () => Promise.resolve(5));
    const norms = await reader.norms();
    expect(norms.length / NORM_COLUMNS.length).toBe(2);
    expect((await reader.details()).map(({ epoch }) => epoch)).toEqual([1, 2]);
  });

  it('is nothing for a run of before', async () => {
    const reader = new RecordedReader(join(folder, 'none'), () => Promise.resolve(Infinity));
    expect([...(await reader.norms())]).toEqual([]);
    expect(await reader.details()).toEqual([]);
  });
});

describe('a histogram', () => {
  it('counts as numpy.histogram does', () => {
    // np.histogram([-1, -0.5, 0, 0.24, 0.25, 1, 1], bins=8)
    const histogram = histogramOf([Float32Array.of(-1, -0.5, 0, 0.24), Float32Array.of(0.25, 1, 1)], 8);
    expect(histogram).toEqual({ min: -1, max: 1, counts: [1, 0, 1, 0, 2, 1, 0, 2] });
  });

  it('of equal values is one bin, of none or no numbers nothing', () => {
    expect(histogramOf([Float32Array.of(2, 2)], 4)).toEqual({ min: 2, max: 2, counts: [2, 0, 0, 0] });
    expect(histogramOf([])).toBeUndefined();
    expect(histogramOf([Float32Array.of(1, Number.NaN)])).toBeUndefined();
  });
});

it('time is told in words, the largest share by name', () => {
  const times = { data: 0.3, step: 8.4, validation: 0.9, checkpoint: 0.4, other: 0 };
  expect(timeWords(timeShares([times, times]))).toBe('84 % training, 9 % validation, 4 % saving, 3 % data');
  expect(timeShares([])).toEqual([]);
});
