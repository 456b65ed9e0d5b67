import type { EpochRow, RunSummary } from '@shared/contract/run';
import { comparable } from '@shared/compare/comparable';
import { runSettingRows, settingRows } from '@shared/compare/settings';
import { bestPlaces, betterRun, secondsTo, valueRows } from '@shared/compare/values';
import { presets } from '@shared/spec/presets';
import type { RunSpec } from '@shared/spec/run-spec';
import { describe, expect, it } from 'vitest';
import { epochRow, runSummary } from '../../../run-summary';

const mlp = presets.mlp.spec({ id: 'digits', classes: ['0', '1'] });
const row = (epoch: number, valLoss: number, valAccuracy: number): EpochRow =>
  epochRow(epoch, {
    trainLoss: valLoss / 2,
    trainAccuracy: valAccuracy,
    valLoss,
    valAccuracy,
    valMacroF1: valAccuracy,
    seconds: 2,
    samplesPerSecond: 100,
  });
function run(
  id: string,
  epochs: EpochRow[],
  spec: Partial<RunSpec> = {},
  more: Partial<RunSummary> = {},
): RunSummary {
  const best = epochs.toSorted((a, b) => a.valLoss! - b.valLoss!)[0] ?? null;
  return runSummary({
    id,
    name: id,
    stepsPerEpoch: null,
    lastEpoch: epochs.at(-1)?.epoch ?? 0,
    spec: { ...mlp, ...spec },
    datasetName: 'Digits',
    parameters: 100,
    epochs,
    best,
    ...more,
  });
}
const found = (rows: ReturnType<typeof valueRows>, key: string) => rows.find((one) => one.key === key);

describe('best values', () => {
  const good = run('good', [row(1, 0.5, 0.885), row(2, 0.25, 0.92), row(3, 0.4, 0.95)]);
  const bad = run('bad', [row(1, 0.6, 0.8), row(2, 0.5, 0.897)], {}, { parameters: 50 });

  it('are those of each run’s best epoch, the lowest loss and the highest accuracy marked', () => {
    const rows = valueRows([bad, good]);
    expect(found(rows, 'valLoss')).toMatchObject({ values: [0.5, 0.25], best: [1] });
    expect(found(rows, 'valAccuracy')).toMatchObject({ values: [0.897, 0.92], best: [1] });
    expect(found(rows, 'epoch')).toMatchObject({ values: [2, 2], best: [] });
    expect(found(rows, 'parameters')).toMatchObject({ best: [0] });
    expect(found(rows, 'valR2')).toBeUndefined();
    expect(betterRun(rows)).toBe(1);
  });

  it('tell how long each took to what all came to', () => {
    expect(found(valueRows([bad, good]), 'timeToLevel')).toMatchObject({
      label: 'Time to 89%',
      values: [4, 4],
      best: [],
    });
    expect(secondsTo(0.99, good.epochs)).toBeNull();
    const branch = run('branch', good.epochs, {
      start: { run: 'good', checkpoint: '0001-1', mode: 'weights', fit: 'exact' },
    });
    expect(found(valueRows([bad, branch]), 'timeToLevel')).toBeUndefined();
  });

  it('mark all that look equally good, and none where all do', () => {
    expect(bestPlaces([0.91234, 0.9, 0.912341], 'higher', 'share')).toEqual([0, 2]);
    expect(bestPlaces([0.5, 0.50001], 'lower', 'loss')).toEqual([]);
    expect(bestPlaces([null, 0.5], 'lower', 'loss')).toEqual([]);
    expect(bestPlaces([Number.NaN, 0.5, 0.4], 'lower', 'loss')).toEqual([2]);
    const twin = { ...good, id: 'twin' };
    expect(betterRun(valueRows([good, twin, bad]))).toBeUndefined();
  });

  it('mark none among runs on different data, and say so', () => {
    const other = run(
      'other',
      [row(1, 0.1, 0.99)],
      { data: { dataset: 'letters' } },
      { datasetName: 'Letters' },
    );
    const rows = valueRows([good, other]);
    expect(found(rows, 'valAccuracy')).toMatchObject({ values: [0.92, 0.99], best: [] });
    expect(comparable([good, other]).reserves).toEqual([
      expect.stringContaining('on different data (Digits and Letters)'),
    ]);
  });

  it('are marked where the same data lies on two machines, or was still to be made when one was queued', () => {
    const print = { datasetFingerprint: 'f'.repeat(64) };
    const here = { ...good, ...print };
    const there = run('there', bad.epochs, { data: { dataset: 'box:digits' } }, print);
    const queued = run('queued', [], {}, { datasetFingerprint: '' });
    const rows = valueRows([here, there, queued]);
    expect(comparable([here, there, queued]).reserves).toEqual([]);
    expect(found(rows, 'valLoss')?.best).toEqual([0]);
  });

  it('are not where data was brought in anew under its old name', () => {
    const [old, anew] = ['a', 'b'].map((id) => ({ ...good, id, datasetFingerprint: id.repeat(64) }));
    expect(comparable([old!, anew!])).toMatchObject({ quality: false, loss: false });
  });

  it('of classes and of values share no measure', () => {
    const values = run(
      'prices',
      [{ ...row(1, 3, 0), valAccuracy: null, valR2: 0.5, valMae: 2 }],
      {},
      {
        target: { type: 'values', names: ['price'] },
      },
    );
    const said = comparable([good, values]);
    expect(said).toMatchObject({ quality: false, loss: false });
    expect(said.reserves[0]).toContain('do not share a measure: good told by accuracy, prices by R²');
    expect(found(valueRows([good, values]), 'valR2')).toMatchObject({ values: [null, 0.5], best: [] });
  });

  it('of other losses leave the losses unmarked, not the accuracies', () => {
    const smooth = run('smooth', [row(1, 0.9, 0.93)], { labelSmoothing: 0.1 });
    const rows = valueRows([good, smooth]);
    expect(found(rows, 'valLoss')?.best).toEqual([]);
    expect(found(rows, 'valAccuracy')?.best).toEqual([1]);
  });
});

describe('settings side by side', () => {
  const rowOf = (specs: RunSpec[], path: string) => settingRows(specs).find((one) => one.path === path);

  it('are all settings, with what differs', () => {
    const specs = [mlp, { ...mlp, batchSize: 7, name: 'other' }, mlp];
    expect(settingRows(specs).filter(({ differs }) => differs)).toEqual([
      { path: 'batchSize', from: 0, values: [mlp.batchSize, 7, mlp.batchSize], differs: true },
    ]);
    expect(rowOf(specs, 'optimizer.learningRate')?.differs).toBe(false);
    expect(settingRows([mlp]).some(({ differs }) => differs)).toBe(false);
    expect(settingRows([])).toEqual([]);
  });

  it('of another kind have what the others lack', () => {
    const sgd: RunSpec = {
      ...mlp,
      optimizer: { ...mlp.optimizer, name: 'sgd', momentum: 0.9, nesterov: false } as RunSpec['optimizer'],
    };
    expect(rowOf([mlp, sgd], 'optimizer.momentum')).toMatchObject({
      from: 1,
      values: [undefined, 0.9],
      differs: true,
    });
  });

  it('do not differ by what the same data is called on another machine', () => {
    const there = { ...mlp, data: { ...mlp.data, dataset: 'box:numbers' } };
    const runs = [
      run('here', [], {}, { datasetFingerprint: 'same' }),
      run('there', [], there, { datasetFingerprint: 'same' }),
    ];
    expect(runSettingRows(runs).filter(({ differs }) => differs)).toEqual([]);
    const other = run('other', [], there, { datasetFingerprint: 'other' });
    expect(runSettingRows([runs[0]!, other]).filter(({ differs }) => differs)).toMatchObject([
      { path: 'data.dataset', values: ['digits', 'box:numbers'] },
    ]);
  });

  it('set like layers side by side, and tell a layer that is not everywhere as a whole', () => {
    const { layers } = mlp.model;
    const dropout = { type: 'dropout', rate: 0.3 } as const;
    const at = layers.length - 1;
    const more: RunSpec = {
      ...mlp,
      model: { layers: [...layers.slice(0, at), dropout, ...layers.slice(at)] },
    };
    const wide: RunSpec = {
      ...mlp,
      model: {
        layers: layers.map((layer, place) =>
          layer.type === 'dense' && place < at ? { ...layer, units: 999 } : layer,
        ),
      },
    };
    const differing = settingRows([mlp, more, wide]).filter(({ differs }) => differs);
    const hidden = layers.findIndex(({ type }) => type === 'dense');
    expect(differing.map(({ path, from }) => [path, from])).toEqual([
      [`model.layers.${hidden}.units`, 0],
      [`model.layers.${at}`, 1],
    ]);
    expect(differing[1]!.values).toEqual([undefined, dropout, undefined]);
  });

  it('say where weights come from', () => {
    const branch: RunSpec = {
      ...mlp,
      start: { run: 'good', checkpoint: '0001-1', mode: 'weights', fit: 'exact' },
    };
    expect(rowOf([mlp, branch], 'start')).toMatchObject({
      values: [undefined, 'weights good@0001-1'],
      differs: true,
    });
  });
});
