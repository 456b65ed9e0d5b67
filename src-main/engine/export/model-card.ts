import { formatWords, type ExportFormat } from '@shared/export/formats';
import type { ExportCheck, ExportFacts } from '@shared/contract/export';
import { loss as lossWords } from '@shared/format/numbers';
import { DRAWN_DIGITS } from '@shared/data/drawn-digits';
import { describeModel } from '@shared/model/describe';
import { modelWords } from '@shared/model/model-words';
import type { ExportedFile, ExportedModel } from './exported-model';
import { PREPARATION_FILE, preparationWords } from './preparation';

/** What a line of Markdown or a cell of a table would take for marks of its own. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');

/** A text for the YAML head. */
const quoted = (text: string): string => JSON.stringify(text);

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const four = (value: number): string => value.toFixed(4);

function taskOf({ input, target }: ExportedModel): string {
  if (input.type === 'pictures') return target.type === 'classes' ? 'image-classification' : 'other';
  return target.type === 'classes' ? 'tabular-classification' : 'tabular-regression';
}

function head(model: ExportedModel): string[] {
  return [
    '---',
    'library_name: trainyard',
    `pipeline_tag: ${taskOf(model)}`,
    `model_name: ${quoted(model.name)}`,
    'tags: [trainyard]',
    '---',
    '',
  ];
}

function filesTable(format: ExportFormat, files: readonly ExportedFile[]): string[] {
  const known = new Map<string, string>([
    ...formatWords(format).files,
    [PREPARATION_FILE, 'how samples are prepared, and what the outputs mean'],
    ['README.md', 'this card'],
  ]);
  const rows = files.map(({ path }) => `| \`${path}\` | ${known.get(path) ?? ''} |`);
  return ['| File | What it is |', '| --- | --- |', ...rows, ''];
}

/** One line for each layer: its type, what flows out of it, and how much it has learnt. */
function layerTable({ spec, inputShape }: ExportedModel): string[] {
  const { layers, parameters } = describeModel(spec.model.layers, inputShape);
  const rows = layers.map(({ outputShape, parameters: its }, place) => {
    const { type, ...settings } = spec.model.layers[place]!;
    const written = Object.entries(settings).filter(([, value]) => value !== false && value !== 'linear');
    const words = written.map(([name, value]) => `${name} ${String(value)}`).join(', ');
    return `| ${place} | ${type} | ${words} | ${outputShape.join(' × ')} | ${whole.format(its)} |`;
  });
  return [
    `${modelWords(spec.model.layers)}, ${whole.format(parameters)} parameters.`,
    '',
    '| # | Layer | Settings | Output | Parameters |',
    '| ---: | --- | --- | --- | ---: |',
    ...rows,
    '',
  ];
}

function resultLines({ checkpoint, target }: ExportedModel, { tests }: ExportFacts): string[] {
  const { valLoss, valAccuracy, valR2, trainLoss } = checkpoint.metrics;
  const lines = [
    ...(trainLoss === null ? [] : [`- Training loss ${lossWords(trainLoss)}`]),
    ...(valLoss === null ? [] : [`- Validation loss ${lossWords(valLoss)}`]),
    ...(valAccuracy === null ? [] : [`- Validation accuracy ${(100 * valAccuracy).toFixed(2)} %`]),
    ...(valR2 === null ? [] : [`- Validation R² ${four(valR2)}`]),
    ...tests.map(({ dataset, samples, loss, accuracy, r2 }) => {
      const result =
        accuracy !== null
          ? `accuracy ${(100 * accuracy).toFixed(2)} %`
          : r2 !== null
            ? `R² ${four(r2)}`
            : `loss ${lossWords(loss)}`;
      return `- Test on ${plain(dataset)}, ${whole.format(samples)} samples: ${result}`;
    }),
  ];
  const what = target.type === 'classes' ? 'classes' : 'values';
  return lines.length > 0 ? lines : [`Nothing was measured of how well it tells ${what}.`];
}

const checkWords = ({ by, samples, from, difference, note }: ExportCheck): string => {
  if (difference === null) return `It was not tried out before it was written. ${note}`;
  if (note !== '') return note;
  if (samples === 0) return `Before it was written: ${by}.`;
  return `Before it was written, its answers for ${samples} samples (${from}) by ${by} were held against the run's own: they differ by at most ${difference.toExponential(1)}.`;
};

const AS_SCRIPT: ReadonlySet<ExportFormat> = new Set(['flax', 'pytorch']);

/** Empty for a run of an older version that noted none. */
const fingerprintWords = ({ datasetFingerprint: its }: ExportFacts, dataset: string): string =>
  its === ''
    ? ''
    : `, SHA-256 of ${dataset === DRAWN_DIGITS.id ? 'the recipe that it is drawn by' : 'its content'} \`${its}\``;

/**
 * `README.md`: what the model is, how it is used, how good it is, and what it was made with.
 *
 * @param files all that are written, the card itself among them
 * @param usage Markdown
 */
export function modelCard(
  model: ExportedModel,
  facts: ExportFacts,
  {
    format,
    files,
    usage,
    check,
  }: { format: ExportFormat; files: readonly ExportedFile[]; usage: string; check: ExportCheck },
): string {
  const { checkpoint, target, spec } = model;
  // Digits by their places would read "0 0, 1 1".
  const isByPlace = target.names.every((name, place) => name === String(place));
  const names = target.names.map((name, place) => (isByPlace ? name : `${place} ${plain(name)}`)).join(', ');
  return [
    ...head(model),
    `# ${plain(model.name)}`,
    '',
    `A model that ${target.type === 'classes' ? `tells ${target.names.length} classes apart` : `predicts ${target.names.length === 1 ? 'a value' : `${target.names.length} values`}`}, trained with Trainyard ${facts.appVersion} on ${plain(facts.datasetName)}; here ${AS_SCRIPT.has(format) ? 'as a' : 'in'} ${formatWords(format).name}.`,
    '',
    '## Files',
    '',
    ...filesTable(format, files),
    '## How to use it',
    '',
    ...preparationWords(model),
    '',
    `${target.type === 'classes' ? 'Classes' : 'Values'}: ${names}.`,
    '',
    usage,
    '',
    checkWords(check),
    '',
    '## How good it is',
    '',
    ...resultLines(model, facts),
    '',
    '## What it is made of',
    '',
    ...layerTable(model),
    '## Where it comes from',
    '',
    `- Run \`${facts.run}\`, checkpoint \`${checkpoint.id}\`: ${checkpoint.epoch} epochs, ${whole.format(checkpoint.step)} steps of ${spec.batchSize} samples, ${spec.optimizer.name}, ${spec.loss}${spec.ema > 0 ? `; the weights are averages over steps (decay ${spec.ema})` : ''}`,
    `- Data: ${plain(facts.datasetName)}${fingerprintWords(facts, spec.data.dataset)}`,
    `- Saved ${checkpoint.savedAt}`,
    '',
    'No licence is stated here: that is for whoever trained it, and whoever the data belongs to.',
    '',
  ].join('\n');
}
