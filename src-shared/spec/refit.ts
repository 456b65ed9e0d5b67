import { differing, type Differing } from './differing';
import {
  PRESET_IDS,
  presets,
  suitingPresets,
  type Preset,
  type PresetDataset,
  type PresetId,
} from './presets';
import { valueAt } from './path';
import type { RunSpec } from './run-spec';
import { withSetting } from './with-setting';

/** A preset with more changes than this is a model of one's own, which nobody can fit for its maker. */
const SLIGHTLY = 12;

export interface Refitted {
  spec: RunSpec;
  /** what was changed by hand, and is so in the new one too */
  kept: Differing[];
  /** what was changed by hand, and has no place in the new one */
  lost: Differing[];
}

type Fresh = (preset: PresetId, dataset: PresetDataset) => RunSpec;

/** The preset that a spec is nearest to, with what was changed of it. */
function nearestPreset(spec: RunSpec, dataset: PresetDataset, fresh: Fresh) {
  const all = PRESET_IDS.map((id) => presets[id])
    .filter((preset) => preset.suits(dataset))
    .map((preset) => ({ preset, changes: differing(fresh(preset.id, dataset), spec) }));
  return all.toSorted((a, b) => a.changes.length - b.changes.length)[0];
}

/** Whether a change can be made to another dataset's spec as it is: layers only where the stack is the same. */
function hasPlace(
  { path, from, to }: Differing,
  base: RunSpec,
  wanted: RunSpec,
  preset: Preset,
  next: Preset,
) {
  const place = /^model\.layers\.(\d+)\.(\w+)$/.exec(path);
  if (!path.startsWith('model.')) return true;
  // A layer that was added or taken away moves all behind it.
  if (!place || from === undefined || to === undefined || preset.id !== next.id) return false;
  const [at, key] = [Number(place[1]), place[2]!];
  const isOutput = at === base.model.layers.length - 1 && key === 'units';
  return !isOutput && wanted.model.layers[at]?.type === base.model.layers[at]?.type;
}

/**
 * A preset that was changed a little, as it is for another dataset, with the same changes.
 *
 * @param from the dataset that it was put together for
 * @param to the dataset that it names now, or is to
 * @returns undefined where it is no preset that was changed a little, or no preset suits
 */
export function refitted(
  spec: RunSpec,
  from: PresetDataset,
  to: PresetDataset,
  fresh: Fresh,
): Refitted | undefined {
  const before = { ...spec, data: { ...spec.data, dataset: from.id } };
  const near = nearestPreset(before, from, fresh);
  const suiting = suitingPresets(to);
  const next = suiting.find(({ id }) => id === near?.preset.id) ?? suiting[0];
  if (!near || !next || near.changes.length > SLIGHTLY) return undefined;
  const [base, wanted] = [fresh(near.preset.id, from), fresh(next.id, to)];
  const kept: Differing[] = [];
  const lost: Differing[] = [];
  let made: RunSpec = { ...wanted, ...(spec.name !== undefined && { name: spec.name }) };
  for (const change of near.changes) {
    // What the dataset decides is no change of anybody's.
    const isOfData = valueAt(base, change.path) === valueAt(wanted, change.path);
    if (!hasPlace(change, base, wanted, near.preset, next)) lost.push(change);
    else if (change.path === 'loss' && !isOfData) lost.push(change);
    else {
      made = withSetting(made, change.path, change.to);
      kept.push(change);
    }
  }
  return { spec: made, kept, lost };
}
