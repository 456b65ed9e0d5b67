import type { RunSpec } from '@shared/spec/run-spec';
import { withSetting } from '@shared/spec/with-setting';
import { valueAt } from '@shared/spec/path';
import { choiceLabel, fieldLabel } from './field-labels';

export interface Difference {
  label: string;
  from: string;
  to: string;
}

const shown = (path: string, value: unknown): string => {
  if (value === undefined) return 'none';
  return typeof value === 'string' ? choiceLabel(path, value) : JSON.stringify(value);
};

function leaves(value: unknown, path: string, into: Map<string, unknown>): Map<string, unknown> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) leaves(inner, path ? `${path}.${key}` : key, into);
  } else into.set(path, value);
  return into;
}

function differingLeaves(from: object, to: object, spec: RunSpec): Difference[] {
  const [before, after] = [leaves(from, '', new Map()), leaves(to, '', new Map())];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => ({
      label: fieldLabel(path, spec),
      from: shown(path, before.get(path)),
      to: shown(path, after.get(path)),
    }));
}

const KINDS = ['optimizer.name', 'optimizer.schedule.name', 'optimizer.clip.by'];

/** As the spec would be had only the kinds of things been changed, so that their own fields are not news. */
const withKindsOf = (from: RunSpec, to: RunSpec): RunSpec =>
  KINDS.reduce((spec, path) => withSetting(spec, path, valueAt(to, path)), from);

/** The settings in which two specs differ; where the weights come from and what the run is called aside. */
export function differences(from: RunSpec, to: RunSpec): Difference[] {
  const strip = ({ name: _name, start: _start, model: _model, ...rest }: RunSpec) => rest;
  const kinds = KINDS.filter((path) => valueAt(from, path) !== valueAt(to, path)).map((path) => ({
    label: fieldLabel(path, to),
    from: shown(path, valueAt(from, path)),
    to: shown(path, valueAt(to, path)),
  }));
  const rate = { learningRate: from.optimizer.learningRate };
  const base = withKindsOf(from, to);
  const found = differingLeaves(strip({ ...base, optimizer: { ...base.optimizer, ...rate } }), strip(to), to);
  const [oldLayers, newLayers] = [from.model.layers, to.model.layers];
  const ofModel =
    oldLayers.length === newLayers.length
      ? differingLeaves({ model: from.model }, { model: to.model }, to)
      : [{ label: 'Layers', from: String(oldLayers.length), to: String(newLayers.length) }];
  return [...kinds, ...found, ...ofModel];
}
