import type { EpochRow, RunSummary } from '@shared/contract/run';
import type { Loss } from '@shared/spec/run-spec';
import { describe, expect, it } from 'vitest';
import { comparedCharts } from '../../../../src-renderer/pages/compare/compare-charts';
import { besideMetric, compareMetrics } from '../../../../src-renderer/pages/compare/compare-metrics';
import { comparisonCsv } from '../../../../src-renderer/pages/compare/comparison-csv';
import { readComparison, writeComparison } from '../../../../src-renderer/pages/compare/comparison-link';
import { bestPoint, epochPoints, pointAt } from '../../../../src-renderer/pages/compare/run-lines';

const row = (epoch: number, valLoss: number | null): EpochRow => ({
  epoch,
  step: epoch * 100,
  trainLoss: 1,
  trainAccuracy: null,
  valLoss,
  valAccuracy: null,
  valMacroF1: null,
  valTop5: null,
  valMae: null,
  valRmse: null,
  valR2: null,
  seconds: 30,
  samplesPerSecond: 10,
});

const kinds = [{ target: { type: 'classes', names: [] }, epochs: [] }] as unknown as Parameters<
  typeof compareMetrics
>[0];
const metricOf = (value: string) => compareMetrics(kinds).find((metric) => metric.value === value)!;

describe('the address of a comparison', () => {
  it('opens what it was written from', () => {
    const shown = {
      runs: ['20260101-a', '20260102-b'],
      metric: 'valR2',
      x: 'time' as const,
      lines: 'both' as const,
      isLog: true,
      smooth: 40,
    };
    expect(readComparison(writeComparison(shown))).toEqual(shown);
    const usual = readComparison({});
    expect(usual).toMatchObject({ runs: [], metric: 'loss', x: 'epoch', lines: 'validation', isLog: false });
    expect(writeComparison(usual)).toEqual({});
  });

  it('may be wrong: what cannot be is left out, and a run is in it once', () => {
    expect(
      readComparison({
        runs: 'good-1,../etc,good-1,,gone-2',
        x: 'miles',
        lines: ['both', 'x'],
        smooth: '-3',
      }),
    ).toMatchObject({ runs: ['good-1', 'gone-2'], x: 'epoch', lines: 'both', smooth: undefined });
  });
});

describe('curves that are compared', () => {
  const rows = [row(1, 0.5), row(2, null), row(3, 0.25), row(4, 0.3)];
  const lossBy = (kind: 'epoch' | 'step' | 'time') => epochPoints(rows, (one) => one.valLoss, kind);

  it('are told by epoch, step or seconds of training', () => {
    expect(lossBy('epoch').map(({ x }) => x)).toEqual([1, 3, 4]);
    expect(lossBy('step').map(({ x }) => x)).toEqual([100, 300, 400]);
    expect(lossBy('time').map(({ x }) => x)).toEqual([30, 90, 120]);
  });

  it('have their mark where the run itself is best, in every chart that is good or bad', () => {
    const [loss, rate] = [metricOf('loss'), metricOf('rate')];
    // By its own metric, which need not be the one that is drawn.
    const run = { epochs: rows, best: rows[3]! };
    expect(bestPoint(run, loss, 'epoch')).toEqual({ x: 4, y: 0.3 });
    expect(bestPoint(run, loss, 'time')).toEqual({ x: 120, y: 0.3 });
    expect(bestPoint(run, rate, 'epoch')).toBeUndefined();
    expect(bestPoint({ epochs: rows, best: rows[1]! }, loss, 'epoch')).toBeUndefined();
    expect(bestPoint({ epochs: rows, best: null }, loss, 'epoch')).toBeUndefined();
  });

  it('of different losses stand in charts of their own', () => {
    const of = (loss: Loss) => ({ spec: { loss } }) as RunSummary;
    const [one, two, values] = [of('softmax-cross-entropy'), of('softmax-cross-entropy'), of('huber')];
    const [loss, rate] = [metricOf('loss'), metricOf('rate')];
    expect(comparedCharts([one, two], [loss, rate]).map(({ of: alone }) => alone)).toEqual(['', '']);
    expect(
      comparedCharts([one, values, two], [loss, rate]).map(({ of: alone, runs }) => [alone, runs.length]),
    ).toEqual([
      ['cross-entropy', 2],
      ['huber', 1],
      ['', 3],
    ]);
  });

  it('are read at the crosshair, only where they are', () => {
    const points = lossBy('epoch');
    expect(pointAt(points, undefined, 0.5)).toEqual({ x: 4, y: 0.3 });
    expect(pointAt(points, 2.8, 0.5)).toEqual({ x: 3, y: 0.25 });
    expect(pointAt(points, 2, 0.5)).toBeUndefined();
    expect(pointAt(points, 9, 0.5)).toBeUndefined();
    expect(pointAt([], 1, 1)).toBeUndefined();
  });

  it('are of what any of the runs is told by', () => {
    const classes = { target: { type: 'classes' as const, names: ['0', '1'] }, epochs: rows };
    const values = { target: { type: 'values' as const, names: ['price'] }, epochs: rows };
    const labels = (of: Parameters<typeof compareMetrics>[0]) => compareMetrics(of).map(({ label }) => label);
    expect(labels([classes])).toEqual(['Loss', 'Accuracy', 'Macro F1', 'Learning rate', 'Samples a second']);
    expect(labels([classes, values])).toEqual(expect.arrayContaining(['Accuracy', 'R²', 'MAE', 'RMSE']));
    const all = compareMetrics([values]);
    expect(besideMetric(all, all[0]!)?.label).toBe('R²');
    expect(besideMetric(all, all[1]!)?.label).toBe('Loss');
  });

  it('are saved with every epoch, and names as CSV wants them', () => {
    const target = { type: 'values' as const, names: ['x'] };
    const run = { name: 'a, "b"', id: 'a-1', epochs: rows, target };
    expect(comparisonCsv([run], compareMetrics([run])[0]!).split('\n')).toEqual([
      'run,id,epoch,step,seconds,loss,train loss',
      `"a, ""b""",a-1,1,100,30,0.5,1`,
      `"a, ""b""",a-1,2,200,60,,1`,
      `"a, ""b""",a-1,3,300,90,0.25,1`,
      `"a, ""b""",a-1,4,400,120,0.3,1`,
      '',
    ]);
  });
});
