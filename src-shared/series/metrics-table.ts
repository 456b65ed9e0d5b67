import type { EpochRow } from '../contract/run';
import { SERIES_COLUMNS } from './columns';
import type { NormSeriesColumns } from './norm-columns';

/** All numbers that were recorded of a run, a row for each step that has any. */
export interface MetricsTable {
  rows: number;
  /** the first is `step`; NaN where something was not measured. Columns of which nothing was measured are left out. */
  columns: readonly { name: string; values: Float64Array }[];
}

/** Rows of one source: each step once, in rising order. */
interface Source {
  steps: ArrayLike<number>;
  columns: readonly { name: string; values: ArrayLike<number> }[];
}

const STEP_NAMES: Record<(typeof SERIES_COLUMNS)[number], string> = {
  step: 'step',
  epoch: 'epoch',
  seconds: 'seconds',
  loss: 'train_loss',
  accuracy: 'train_accuracy',
  learningRate: 'learning_rate',
};

/** @param bytes as `runs.series` sends them */
function ofSteps(bytes: ArrayBuffer): Source {
  const view = new DataView(bytes);
  const width = SERIES_COLUMNS.length;
  const rows = Math.floor(bytes.byteLength / (8 * width));
  const columns = SERIES_COLUMNS.map((name, at) => ({
    name: STEP_NAMES[name],
    values: Float64Array.from({ length: rows }, (_, row) => view.getFloat64((row * width + at) * 8, true)),
  }));
  return { steps: columns[0]!.values, columns: columns.slice(1) };
}

const ofNorms = (norms: NormSeriesColumns): Source => ({
  steps: norms.step,
  columns: [
    { name: 'epoch', values: norms.epoch },
    { name: 'seconds', values: norms.seconds },
    { name: 'gradient_norm', values: norms.gradientNorm },
    { name: 'weight_norm', values: norms.weightNorm },
    { name: 'update_ratio', values: norms.updateRatio },
    { name: 'memory_bytes', values: norms.memory },
  ],
});

const EPOCH_COLUMNS: readonly (readonly [string, (row: EpochRow) => number | null])[] = [
  ['epoch', (row) => row.epoch],
  ['epoch_train_loss', (row) => row.trainLoss],
  ['epoch_train_accuracy', (row) => row.trainAccuracy],
  ['validation_loss', (row) => row.valLoss],
  ['validation_accuracy', (row) => row.valAccuracy],
  ['validation_macro_f1', (row) => row.valMacroF1],
  ['validation_top5', (row) => row.valTop5],
  ['validation_mae', (row) => row.valMae],
  ['validation_rmse', (row) => row.valRmse],
  ['validation_r2', (row) => row.valR2],
  ['epoch_seconds', (row) => row.seconds],
  ['samples_per_second', (row) => row.samplesPerSecond],
];

const ofEpochs = (epochs: readonly EpochRow[]): Source => ({
  steps: epochs.map(({ step }) => step),
  columns: EPOCH_COLUMNS.map(([name, value]) => ({ name, values: epochs.map((row) => value(row) ?? NaN) })),
});

function allSteps(sources: readonly Source[]): Float64Array {
  const all = new Set<number>();
  for (const { steps } of sources) for (let at = 0; at < steps.length; at++) all.add(steps[at]!);
  return Float64Array.from(all).sort();
}

/**
 * The per-step series, the measured steps and the epochs of a run as one table.
 *
 * @param series as `runs.series` sends it
 */
export function metricsTable(
  series: ArrayBuffer,
  norms: NormSeriesColumns,
  epochs: readonly EpochRow[],
): MetricsTable {
  const sources = [ofSteps(series), ofNorms(norms), ofEpochs(epochs)];
  const steps = allSteps(sources);
  const columns = new Map<string, Float64Array>();
  for (const source of sources) {
    const places = new Int32Array(source.steps.length);
    for (let row = 0, at = 0; row < steps.length && at < places.length; row++) {
      if (source.steps[at] === steps[row]) places[at++] = row;
    }
    for (const { name, values } of source.columns) {
      const into = columns.get(name) ?? new Float64Array(steps.length).fill(NaN);
      columns.set(name, into);
      // Where two tell the same of a step, what stands first counts.
      for (let at = 0; at < places.length; at++) {
        if (Number.isNaN(into[places[at]!])) into[places[at]!] = values[at]!;
      }
    }
  }
  const known = [...columns].filter(([, values]) => values.some((value) => !Number.isNaN(value)));
  return {
    rows: steps.length,
    columns: [{ name: 'step', values: steps }, ...known.map(([name, values]) => ({ name, values }))],
  };
}

/** Pieces of so many lines: a string of a million lines would be copied again and again as it grows. */
const PIECE = 10_000;

/** As CSV, in pieces. Numbers are written to the last bit; what was not measured, or is no number, is empty. */
export function metricsCsv({ rows, columns }: MetricsTable): string[] {
  const pieces = [`${columns.map(({ name }) => name).join(',')}\n`];
  for (let from = 0; from < rows; from += PIECE) {
    let text = '';
    for (let row = from; row < Math.min(rows, from + PIECE); row++) {
      const cells = columns.map(({ values }) => (Number.isFinite(values[row]) ? String(values[row]) : ''));
      text += `${cells.join(',')}\n`;
    }
    pieces.push(text);
  }
  return pieces;
}
