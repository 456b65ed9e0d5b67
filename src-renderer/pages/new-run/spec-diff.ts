import { differing } from '@shared/spec/differing';
import type { RunSpec } from '@shared/spec/run-spec';
import { choiceLabel, fieldLabel } from './field-labels';
import { layerTypeOf, layerWords } from './layer-fields';

export interface Difference {
  label: string;
  from: string;
  to: string;
}

/** A setting’s value in the form’s words. */
export function settingText(path: string, value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (layerTypeOf(value) !== undefined) return layerWords(value) || 'there';
  return typeof value === 'string' ? choiceLabel(path, value) : JSON.stringify(value);
}

/** The settings in which two specs differ, in the form's words. */
export const differences = (from: RunSpec, to: RunSpec): Difference[] =>
  differing(from, to).map(({ path, from: before, to: after }) => ({
    label: fieldLabel(path, after === undefined ? from : to),
    from: settingText(path, before),
    to: settingText(path, after),
  }));
