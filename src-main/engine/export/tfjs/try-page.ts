import template from 'virtual:try-page';
import { describeModel } from '@shared/model/describe';
import { modelWords } from '@shared/model/model-words';
import type { PageData } from '@shared/export/page-data';
import { JobError } from '../../job/report-channel';
import type { ExportedFile, ExportedModel } from '../exported-model';

/** Of weights: in base64 they have to be one text, and those have a most length in JavaScript. */
const MOST_BYTES = 380e6;

function resultOf({ checkpoint: { metrics } }: ExportedModel): string {
  const { valAccuracy, valR2, valLoss } = metrics;
  if (valAccuracy !== null) return `validation accuracy ${(100 * valAccuracy).toFixed(2)}%`;
  if (valR2 !== null) return `validation R² ${valR2.toFixed(4)}`;
  return valLoss === null ? '' : `validation loss ${valLoss.toPrecision(4)}`;
}

function dataOf(model: ExportedModel): PageData {
  const { name, spec, inputShape, input, target, scale, checkpoint, weights } = model;
  return {
    name,
    layers: spec.model.layers,
    inputShape,
    input,
    target,
    loss: spec.loss,
    scale,
    arrays: weights.map(({ name: its, values }) => ({ name: its, count: values.length })),
    origin: {
      run: checkpoint.run,
      checkpoint: checkpoint.id,
      epoch: checkpoint.epoch,
      step: checkpoint.step,
      savedAt: checkpoint.savedAt,
      result: resultOf(model),
      parameters: describeModel(spec.model.layers, inputShape).parameters,
      model: modelWords(spec.model.layers),
    },
  };
}

const NAMES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&<>]/g, (mark) => NAMES[mark]!);

/**
 * `index.html`: a page that tries the model out, in one file with all that it needs. It works by double click and
 * without a network.
 *
 * @throws JobError for models that are too large for a page
 */
export function tryPage(model: ExportedModel): ExportedFile[] {
  const { weights, name } = model;
  const size = weights.reduce((sum, { values }) => sum + values.byteLength, 0);
  if (size > MOST_BYTES) {
    throw new JobError(
      `The weights take ${Math.round(size / 1e6)} MB, more than a page in a browser can hold: choose another format.`,
    );
  }
  const bytes = Buffer.concat(
    weights.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  );
  // In JSON "<" stands only in texts; so written, no text can end the block that it stands in.
  const data = JSON.stringify(dataOf(model)).replaceAll('<', '\\u003c');
  const html = template
    .replace('%title%', () => escaped(name))
    .replace('%model%', () => data)
    .replace('%weights%', () => bytes.toString('base64'));
  return [{ path: 'index.html', bytes: new TextEncoder().encode(html) }];
}
