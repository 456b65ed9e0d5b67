import { differing } from '@shared/spec/differing';
import type { RunSpec } from '@shared/spec/run-spec';
import { ACTIVATION_NAMES, INITIALIZER_NAMES } from '../../format/training';
import { choiceLabel, fieldLabel } from './field-labels';
import { layerTypeOf, layerWords } from './layer-fields';

export interface Difference {
  label: string;
  from: string;
  to: string;
}

const LAYER_VALUES = new Map(Object.entries({ ...ACTIVATION_NAMES, ...INITIALIZER_NAMES }));

/** A setting’s value in the form’s words. */
export function settingText(path: string, value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (layerTypeOf(value) !== undefined) return layerWords(value) || 'there';
  if (typeof value !== 'string') return JSON.stringify(value);
  if (path === 'weights.file') return `${value.slice(0, 12)}…`;
  return path.startsWith('model.layers.') ? (LAYER_VALUES.get(value) ?? value) : choiceLabel(path, value);
}

/**
 * The settings in which two specs differ, in the form's words.
 *
 * @param contentOf tells datasets apart by what they hold: the same data on another machine is no difference
 */
export const differences = (
  from: RunSpec,
  to: RunSpec,
  contentOf: (dataset: string) => string = (dataset) => dataset,
): Difference[] => {
  const isSameData = contentOf(from.data.dataset) === contentOf(to.data.dataset);
  return differing(from, to)
    .filter(({ path }) => !(path === 'data.dataset' && isSameData))
    .map(({ path, from: before, to: after }) => ({
      label: fieldLabel(path, after === undefined ? from : to),
      from: settingText(path, before),
      to: settingText(path, after),
    }));
};
