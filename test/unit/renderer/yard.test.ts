import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { RunSummary } from '@shared/contract/run';
import { presets } from '@shared/spec/presets';
import { describe, expect, it } from 'vitest';
import { checkpointSummary } from '../../checkpoint-summary';
import { epochRow, runSummary } from '../../run-summary';
import { sorted } from '../../../src-renderer/composables/use-sorting';
import { yardLines } from '../../../src-renderer/pages/checkpoints/yard';
import { yardScale } from '../../../src-renderer/pages/checkpoints/yard-scale';
import { spark } from '../../../src-renderer/pages/runs/spark';

const spec = { ...presets.mlp.spec({ id: 'digits', classes: ['0', '1'] }), epochs: 8 };
const checkpoint = (run: string, epoch: number): CheckpointSummary =>
  checkpointSummary(epoch, { run, runName: run });
const run = (id: string, start: RunSummary['spec']['start'], epochs: readonly number[]): RunSummary =>
  runSummary({
    id,
    name: id,
    lastEpoch: epochs.at(-1) ?? 0,
    seconds: epochs.length,
    lossCurve: epochs.map((epoch) => ({ epoch, valLoss: 1 })),
    spec: { ...spec, start },
    epochs: epochs.map((epoch) => epochRow(epoch)),
  });

describe('yardLines', () => {
  const runs = [
    run('parent', undefined, [1, 2, 3, 4]),
    run('other', undefined, [1]),
    run('continued', { run: 'parent', checkpoint: '0002-20', mode: 'continue', fit: 'exact' }, [3, 4]),
    run('branched', { run: 'parent', checkpoint: '0002-20', mode: 'weights', fit: 'exact' }, [1, 2]),
  ];
  const stops = new Map([
    ['parent', [checkpoint('parent', 2), checkpoint('parent', 4)]],
    ['continued', [checkpoint('continued', 4)]],
    ['branched', [checkpoint('branched', 1)]],
  ]);
  const lines = yardLines(runs, (id) => stops.get(id) ?? []);

  it('puts branches below what they came from', () => {
    expect(lines.map((line) => [line.run.id, line.depth])).toEqual([
      ['other', 0],
      ['parent', 0],
      ['continued', 1],
      ['branched', 1],
    ]);
  });

  it('counts epochs along the line', () => {
    const of = (id: string) => lines.find((line) => line.run.id === id)!;
    expect([of('continued').from, of('continued').stops[0]!.at, of('continued').end]).toEqual([2, 4, 8]);
    expect([of('branched').from, of('branched').stops[0]!.at, of('branched').end]).toEqual([2, 3, 10]);
  });
});

describe('sorted', () => {
  it('keeps rows without a value last either way', () => {
    const rows = [{ loss: 2 }, { loss: null }, { loss: 1 }];
    const by = (isDescending: boolean) =>
      sorted(rows, { by: 'loss', isDescending }, { loss: (row) => row.loss }).map((row) => row.loss);
    expect([by(false), by(true)]).toEqual([
      [1, 2, null],
      [2, 1, null],
    ]);
  });
});

describe('spark', () => {
  it('is as wide as what is done, and marks the lowest', () => {
    const rows = [4, 2, 3].map((valLoss, index) => ({ epoch: index + 1, valLoss }));
    const line = spark(rows, 5);
    expect(line?.path).toBe('M2.0 3.0L27.0 17.0L52.0 10.0');
    expect(line?.best).toMatchObject({ x: 27, y: 17 });
    expect(spark([], 5)).toBeUndefined();
  });
});

describe('the scale of the lines', () => {
  it('is even while they are about as long', () => {
    const { share, isSqueezed, ticks } = yardScale([10, 12, 20], 800);
    expect([isSqueezed, share(0), share(10), share(20)]).toEqual([false, 0, 0.5, 1]);
    expect(ticks[0]).toBe(0);
  });

  it('leaves room for short ones beside one that is much longer', () => {
    const { share, isSqueezed, ticks } = yardScale([3, 4, 400], 800);
    expect(isSqueezed).toBe(true);
    expect(share(4)).toBeCloseTo(0.1);
    expect(share(400)).toBe(1);
    expect(ticks).toEqual([0, 2, 10, 20, 50, 100, 200]);
    // One alone is never squeezed.
    expect(yardScale([400], 800).isSqueezed).toBe(false);
  });
});
