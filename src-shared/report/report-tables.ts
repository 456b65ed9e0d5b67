import type { CheckpointSummary } from '../contract/checkpoint';
import type { Evaluation } from '../contract/evaluation';
import type { EpochRow, RunSummary } from '../contract/run';
import { reasonWords } from '../checkpoint/reasons';
import { settingRows } from '../compare/settings';
import { measuresOf, measureText, scoreText } from '../format/measures';
import { accuracy, count, loss } from '../format/numbers';
import { shortSpan } from '../format/times';
import { describeModel } from '../model/describe';
import { bytes } from '../spec/check-words';
import { html, table, type Column, type Html } from './html';

const marked = (text: string, isBest: boolean): Html =>
  isBest ? html`<span class="best">${text} (best)</span>` : html`${text}`;

export function epochTable({ epochs, best, target }: RunSummary): Html {
  const number = (head: string, cell: (row: EpochRow) => string): Column<EpochRow> => ({
    head,
    cell,
    isNumber: true,
  });
  const isKnown = (value: (row: EpochRow) => number | null) => epochs.some((row) => value(row) !== null);
  return table(
    'Epochs',
    [
      { head: 'Epoch', cell: (row) => marked(String(row.epoch), row.epoch === best?.epoch) },
      number('Step', (row) => count(row.step)),
      number('Train loss', (row) => loss(row.trainLoss)),
      ...(isKnown((row) => row.trainAccuracy)
        ? [number('Train accuracy', (row) => accuracy(row.trainAccuracy))]
        : []),
      ...(isKnown((row) => row.valLoss) ? [number('Val. loss', (row) => loss(row.valLoss))] : []),
      ...measuresOf(target)
        .filter(({ value }) => isKnown((row) => row[value]))
        .map(({ value, label }) => number(`Val. ${label}`, (row) => measureText(value, row[value]))),
      number('Samples/s', (row) => count(row.samplesPerSecond)),
      number('Time', (row) => shortSpan(row.seconds)),
    ],
    epochs,
  );
}

export const checkpointTable = (checkpoints: readonly CheckpointSummary[]): Html =>
  table(
    'Checkpoints',
    [
      { head: 'Checkpoint', cell: ({ id, best }) => marked(id, best) },
      { head: 'Epoch', cell: ({ epoch }) => count(epoch), isNumber: true },
      { head: 'Step', cell: ({ step }) => count(step), isNumber: true },
      { head: 'Val. loss', cell: ({ metrics }) => loss(metrics.valLoss), isNumber: true },
      { head: 'Val. score', cell: ({ metrics }) => scoreText(metrics), isNumber: true },
      { head: 'Size', cell: ({ bytes: its }) => bytes(its), isNumber: true },
      { head: 'Saved', cell: reasonWords },
      { head: 'Remark', cell: ({ pinned, problem }) => problem || (pinned ? 'pinned' : '') },
    ],
    checkpoints,
  );

const PARTS = { test: 'Test part', validation: 'Validation', train: 'Training part' } as const;

export const evaluationTable = (evaluations: readonly Evaluation[]): Html =>
  table(
    'Evaluations',
    [
      { head: 'Data', cell: ({ datasetName }) => datasetName },
      { head: 'Part', cell: ({ split, isFinal }) => `${PARTS[split]}${isFinal ? ', at the end' : ''}` },
      { head: 'Checkpoint', cell: ({ checkpoint }) => checkpoint },
      { head: 'Samples', cell: ({ samples }) => count(samples), isNumber: true },
      { head: 'Loss', cell: (its) => loss(its.loss), isNumber: true },
      {
        head: 'Score',
        cell: (its) => scoreText({ valAccuracy: its.accuracy, valR2: its.values?.r2 ?? null }),
        isNumber: true,
      },
    ],
    evaluations,
  );

export function layerTable({ spec, inputShape }: RunSummary): Html {
  const { layers } = describeModel(spec.model.layers, inputShape);
  const settings = (at: number) =>
    Object.entries(spec.model.layers[at]!)
      .filter(([name, value]) => name !== 'type' && value !== false && value !== 'linear')
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', ');
  return table(
    'Layers',
    [
      { head: 'Layer', cell: ({ at }) => spec.model.layers[at]!.type },
      { head: 'Settings', cell: ({ at }) => html`<span class="wrap">${settings(at)}</span>` },
      { head: 'Output', cell: ({ its }) => its.outputShape.join(' × '), isNumber: true },
      { head: 'Parameters', cell: ({ its }) => count(its.parameters), isNumber: true },
    ],
    layers.map((its, at) => ({ its, at })),
  );
}

const settingText = (value: unknown): string =>
  value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

export const settingTable = ({ spec }: RunSummary): Html =>
  table(
    'Settings',
    [
      { head: 'Setting', cell: ({ path }) => path },
      { head: 'Value', cell: ({ values }) => html`<span class="wrap">${settingText(values[0])}</span>` },
    ],
    settingRows([spec]).filter(({ path, values }) => !path.startsWith('model.') && values[0] !== undefined),
  );
