import type { DatasetSummary } from '@shared/contract/dataset';
import { suitingPresets, type PresetId } from '@shared/spec/presets';

/** The model to begin with on a dataset: the one that is wished for, where it suits. */
export function firstPreset(dataset: Pick<DatasetSummary, 'input' | 'target'>, wished = ''): PresetId {
  const suiting = suitingPresets(dataset);
  const found = suiting.find(({ id }) => id === wished) ?? suiting[0];
  // Values to predict from pictures have no preset of their own; the one for rows flattens them.
  return found?.id ?? (dataset.target.type === 'values' ? 'table-regressor' : 'table-classifier');
}
