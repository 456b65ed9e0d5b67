import type { StudioSettings } from '../contract/settings';
import { keepPolicySchema } from './checkpoint-policy';
import { presets, type PresetDataset, type PresetId } from './presets';
import type { RunSpec } from './run-spec';

/** A preset's spec for a dataset, with what the settings say of new runs. @param settings undefined while not known */
export function freshSpec(
  preset: PresetId,
  dataset: PresetDataset,
  settings: Pick<StudioSettings, 'newRunsKeep'> | undefined,
): RunSpec {
  const spec = presets[preset].spec(dataset);
  if (settings?.newRunsKeep !== 'few') return spec;
  return { ...spec, checkpoint: { ...spec.checkpoint, keep: keepPolicySchema.parse({}) } };
}
