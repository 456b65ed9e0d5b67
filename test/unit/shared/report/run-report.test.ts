import { describe, expect, it } from 'vitest';
import { epochRow, runSummary } from '../../../run-summary';
import type { RunSummary } from '@shared/contract/run';
import { SeriesBuffer } from '@shared/charts/series-buffer';
import type { ReportFacts } from '@shared/report/report-facts';
import { runReport } from '@shared/report/run-report';
import { normColumns } from '@shared/series/norm-columns';
import { presets } from '@shared/spec/presets';

const STEPS = 40;
const digits = [...'0123456789'];
const NASTY = '</title><script>alert("x")</script>';

const epochs: RunSummary['epochs'] = [1, 2].map((epoch) =>
  epochRow(epoch, {
    step: 20 * epoch,
    trainLoss: 1 / epoch,
    trainAccuracy: 0.5,
    valLoss: 1.25 / epoch,
    valAccuracy: 0.4 * epoch,
    valMacroF1: null,
    seconds: 3,
    samplesPerSecond: 1000,
  }),
);

const run: RunSummary = runSummary({
  id: 'a-run',
  name: NASTY,
  tags: ['<i>'],
  notes: `${NASTY}\nsecond line`,
  folder: '/somewhere',
  spec: presets.mlp.spec({ id: 'digits', classes: digits }),
  createdAt: '2026-11-29T10:00:00.000Z',
  startedAt: '2026-11-29T10:00:00.000Z',
  endedAt: '2026-11-29T10:01:00.000Z',
  datasetName: 'Digits',
  target: { type: 'classes', names: digits },
  parameters: 203_530,
  stepsPerEpoch: 20,
  lastEpoch: 2,
  seconds: 6,
  best: epochs[1]!,
  classes: digits,
  epochs,
});

const rows = Array.from({ length: STEPS }, (_, at) => [
  at + 1,
  (at + 1) / 20,
  at / 10,
  2 / (at + 1),
  0.5,
  0.001,
]);
const facts: ReportFacts = {
  run,
  series: new SeriesBuffer().extended(Float64Array.from(rows.flat()).buffer),
  norms: normColumns(new ArrayBuffer(0)),
  details: [],
  events: [{ at: '2026-11-29T10:00:00.000Z', level: 'warning', text: NASTY }],
  checkpoints: [],
  evaluations: [],
  appVersion: '1.2.3',
  at: new Date('2026-11-29T11:00:00.000Z'),
};

describe('the report of a run', () => {
  const html = runReport(facts, ':root{--page:#fff}');

  it('shows what somebody wrote as text, wherever it stands', () => {
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<i>');
    expect(html.split('&lt;/title&gt;&lt;script&gt;')).toHaveLength(5);
  });

  it('fetches nothing', () => {
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|src=|url\((?!#)/);
  });

  it('calls best only what the best epoch was chosen by', () => {
    expect(html).toContain('<dt>Best loss, validation</dt>');
    expect(html).toContain('<dt>Accuracy, validation, at epoch 2 (best by loss)</dt>');
    const spec = { ...run.spec, best: { metric: 'valAccuracy' as const } };
    const other = runReport({ ...facts, run: { ...run, spec } }, '');
    expect(other).toContain('<dt>Best accuracy, validation</dt>');
    expect(other).toContain('<dt>Loss, validation, at epoch 2 (best by accuracy)</dt>');
  });

  it('tells how far a run came that went on from another one’s epoch', () => {
    const spec = { ...run.spec, epochs: 8 };
    const later = epochs.map((row) => ({ ...row, epoch: row.epoch + 6 }));
    const its = runReport({ ...facts, run: { ...run, spec, epochs: later, lastEpoch: 8 } }, '');
    expect(its).toMatch(/<dt>Epochs<\/dt>\s*<dd>8 of 8<\/dd>/);
  });

  it('draws each curve, with a clip of its own, and the best epoch', () => {
    expect(html.match(/<svg/g)).toHaveLength(4);
    const ids = [...html.matchAll(/clipPath id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(4);
    expect(html).toContain('best epoch 0.6250');
    expect(html).toContain('80.00%');
  });

  it('is made of a run that has recorded nothing, too', () => {
    const empty = runReport(
      { ...facts, run: { ...run, epochs: [], best: null }, series: new SeriesBuffer() },
      '',
    );
    expect(empty).not.toContain('<svg');
    expect(empty).toContain('flatten');
  });
});
