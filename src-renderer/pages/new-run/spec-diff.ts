import type { RunSpec } from '@shared/spec/run-spec';
import { fieldLabel } from './field-labels';

export interface Difference {
  label: string;
  from: string;
  to: string;
}

const shown = (value: unknown) =>
  value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);

function leaves(value: unknown, path: string, into: Map<string, unknown>): Map<string, unknown> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) leaves(inner, path ? `${path}.${key}` : key, into);
  } else into.set(path, value);
  return into;
}

/** The settings in which two specs differ; where the weights come from and what the run is called aside. */
export function differences(from: RunSpec, to: RunSpec): Difference[] {
  const strip = ({ name: _name, start: _start, model: _model, ...rest }: RunSpec) => rest;
  const [before, after] = [leaves(strip(from), '', new Map()), leaves(strip(to), '', new Map())];
  const found: Difference[] = [];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(path) === after.get(path)) continue;
    found.push({ label: fieldLabel(path, to), from: shown(before.get(path)), to: shown(after.get(path)) });
  }
  const [oldLayers, newLayers] = [from.model.layers, to.model.layers];
  if (oldLayers.length !== newLayers.length) {
    found.push({ label: 'Layers', from: String(oldLayers.length), to: String(newLayers.length) });
  } else {
    const [was, is] = [
      leaves(oldLayers, 'model.layers', new Map()),
      leaves(newLayers, 'model.layers', new Map()),
    ];
    for (const path of new Set([...was.keys(), ...is.keys()])) {
      if (was.get(path) === is.get(path)) continue;
      found.push({ label: fieldLabel(path, to), from: shown(was.get(path)), to: shown(is.get(path)) });
    }
  }
  return found;
}
