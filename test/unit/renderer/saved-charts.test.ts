import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EpochRow } from '@shared/contract/run';
import { SERIES_COLUMNS } from '@shared/series/columns';
import { chartSvg } from '@shared/charts/chart-picture';
import { fileName } from '../../../src-renderer/charts/save-file';
import { seriesCsv } from '../../../src-renderer/charts/series-csv';
import { SeriesBuffer } from '@shared/charts/series-buffer';
import { savedCharts } from '../../../src-renderer/pages/run/saved-charts';

const seriesOf = (losses: readonly number[]) =>
  new SeriesBuffer().extended(
    Float64Array.from(
      losses.flatMap((loss, row) => [row + 1, (row + 1) / 10, (row + 1) / 100, loss, 0.5, 0.001]),
    ).buffer,
  );
const epoch = (step: number, valLoss: number): EpochRow => ({
  epoch: Math.ceil(step / 10),
  step,
  trainLoss: 1,
  trainAccuracy: null,
  valLoss,
  valAccuracy: null,
  valMacroF1: null,
  valTop5: null,
  valMae: null,
  valRmse: null,
  valR2: null,
  seconds: 1,
  samplesPerSecond: 1,
});
const wanted = {
  steps: [{ head: 'train_loss', column: 'loss' as const }],
  epochs: [{ head: 'validation_loss', value: (row: EpochRow) => row.valLoss }],
};
const csvOf = (losses: readonly number[], rows: readonly EpochRow[]) =>
  seriesCsv(seriesOf(losses), rows, wanted).join('').trimEnd().split('\n');

describe('throughput as CSV', () => {
  it('is told of every row since the one before', () => {
    const { csv } = savedCharts({
      batchSize: 32,
      colours: {},
      loss: { dots: [] },
      measure: { dots: [], name: '', value: 'valR2' },
    } as unknown as Parameters<typeof savedCharts>[0]).throughput;
    const lines = seriesCsv(seriesOf([1, 1, 1]), [], csv)
      .join('')
      .trimEnd()
      .split('\n');
    expect(lines[0]).toBe('step,epoch,seconds,samples_per_second,samples_per_second_of_epoch');
    // A step of 32 samples each hundredth of a second.
    expect(lines.slice(1).map((line) => Math.round(Number(line.split(',')[3])))).toEqual([0, 3200, 3200]);
    expect(lines[1]!.split(',')[3]).toBe('');
  });
});

describe('a series as CSV', () => {
  it('has every recorded row, to the bit, and what is no number as nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 200 }), (losses) => {
        const [head, ...lines] = csvOf(losses, []);
        expect(head).toBe([...SERIES_COLUMNS.slice(0, 3), 'train_loss', 'validation_loss'].join(','));
        const read = lines.map((line) => line.split(',')[3]);
        expect(read.map((text) => (text === '' ? NaN : Number(text)))).toEqual(
          losses.map((loss) => (Number.isFinite(loss) ? loss + 0 : NaN)),
        );
      }),
    );
  });

  it('is whole where it is long', () => {
    expect(
      csvOf(
        Array.from({ length: 25_003 }, (_, row) => row),
        [],
      ),
    ).toHaveLength(25_004);
  });

  it('has validation at the step where its epoch ended, on a line of its own where that was not recorded', () => {
    const lines = csvOf([3, 2, 1], [epoch(2, 0.25), epoch(40, 0.125)]);
    expect(lines.slice(1)).toEqual(['1,0.1,0.01,3,', '2,0.2,0.02,2,0.25', '3,0.3,0.03,1,', '40,4,,,0.125']);
  });
});

describe('a chart as SVG', () => {
  const picture = {
    title: 'a <b> & "c"',
    subject: 'loss',
    xName: 'Epoch',
    yName: 'Loss',
    lines: [
      {
        points: [
          { x: 0, y: 2 },
          { x: 5, y: 1 },
          { x: 10, y: 0.5 },
        ],
        colour: '#123456',
        width: 2,
      },
    ],
    legend: [{ text: 'train', colour: '#123456' }],
    dots: [{ x: 10, y: 0.5, colour: '#654321', isDiamond: true, label: 'best 0.5000' }],
    left: 0,
    right: 10,
    range: { min: 0, max: 2, ticks: [0, 1, 2] },
    isLog: false,
    xTicks: [0, 10],
    xTickText: String,
    tickText: String,
  };
  const ink = { page: '#ffffff', ink: '#000000', pale: '#777777', grid: '#eeeeee' };

  it('is one vector drawing with its line, names, legend and best point', () => {
    const svg = chartSvg(picture, ink);
    expect(svg).toContain('a &lt;b&gt; &amp; &quot;c&quot;: loss');
    for (const words of ['>Epoch<', '>Loss<', '>train<', '>best 0.5000<']) expect(svg).toContain(words);
    expect(svg).toMatch(/d="M72 76L504 250L936 337" fill="none" stroke="#123456"/);
    expect(svg).not.toMatch(/NaN|undefined|<image/);
  });

  it('leaves what has no logarithm out of a logarithmic one', () => {
    const lines = [
      {
        ...picture.lines[0]!,
        points: [
          { x: 0, y: 0 },
          { x: 5, y: 1 },
          { x: 10, y: 100 },
        ],
      },
    ];
    const svg = chartSvg(
      { ...picture, lines, dots: [], isLog: true, range: { min: 1, max: 100, ticks: [1, 10, 100] } },
      ink,
    );
    expect(svg).toMatch(/d="M504 424L936 76"/);
  });
});

describe('fileName', () => {
  it('is one that every system takes', () => {
    expect(fileName('Mein Lauf/3: "ü"', 'Loss', 'csv')).toBe('mein-lauf-3-u-loss.csv');
    expect(fileName('rents', 'R²', 'svg')).toBe('rents-r2.svg');
  });
});
