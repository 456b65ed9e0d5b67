import { pairedLayers } from '../spec/differing';
import type { Layer } from '../spec/layer';
import type { RunSpec } from '../spec/run-spec';
import { dataAmong, type OnData } from './same-data';

/** One setting of several specs. `undefined` is a setting, or a layer, that a spec does not have. */
export interface SettingRow {
  /** in the first spec that has it */
  path: string;
  /** which spec that is */
  from: number;
  values: unknown[];
  differs: boolean;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Every leaf with its path. Empty lists and objects are leaves too. */
function leavesOf(value: unknown, path: string, into: Map<string, unknown>): void {
  if (!isObject(value) || Object.keys(value).length === 0) {
    into.set(path, isObject(value) ? 'none' : value);
    return;
  }
  for (const [key, part] of Object.entries(value)) leavesOf(part, path === '' ? key : `${path}.${key}`, into);
}

const differ = (values: readonly unknown[]): boolean =>
  values.some((value) => JSON.stringify(value) !== JSON.stringify(values[0]));

/** Rows of several maps of leaves, in the order in which paths are met. */
function rowsOf(
  leaves: readonly ReadonlyMap<string, unknown>[],
  pathOf: (path: string, spec: number) => string,
) {
  const paths = new Set(leaves.flatMap((its) => [...its.keys()]));
  return [...paths].map((path): SettingRow => {
    const values = leaves.map((its) => its.get(path));
    const from = leaves.findIndex((its) => its.has(path));
    return { path: pathOf(path, from), from, values, differs: differ(values) };
  });
}

/** Where layers that stand for each other stand in each spec; −1 where a spec has none. */
function layerSlots(models: readonly (readonly Layer[])[]): number[][] {
  let slots: { layer: Layer; places: number[] }[] = [];
  for (const [spec, layers] of models.entries()) {
    const before = Array.from({ length: spec }, () => -1);
    slots = pairedLayers(
      slots.map(({ layer }) => layer),
      layers,
    ).map(([, slot, place]) => {
      const its = slot < 0 ? { layer: layers[place]!, places: before } : slots[slot]!;
      return { layer: its.layer, places: [...its.places, place] };
    });
  }
  return slots.map(({ places }) => places);
}

function layerRows(models: readonly (readonly Layer[])[]): SettingRow[] {
  return layerSlots(models).flatMap((places) => {
    const layers = places.map((place, spec) => models[spec]![place]);
    const first = places.findIndex((place) => place >= 0);
    const path = `model.layers.${places[first]!}`;
    if (layers.includes(undefined)) return [{ path, from: first, values: layers, differs: true }];
    const leaves = layers.map((layer) => {
      const into = new Map<string, unknown>();
      leavesOf(layer, '', into);
      into.delete('type');
      return into;
    });
    return rowsOf(leaves, (leaf, spec) => `model.layers.${places[spec]!}.${leaf}`);
  });
}

/**
 * All settings of any number of specs, what they are called aside. Layers that stand for each other are set side by side;
 * one that a spec does not have is a row of its own, as a whole.
 */
export function settingRows(specs: readonly RunSpec[]): SettingRow[] {
  if (specs.length === 0) return [];
  const starts = specs.map(({ start }) => start && `${start.mode} ${start.run}@${start.checkpoint}`);
  const leaves = specs.map(({ name: _name, version: _version, start: _start, model: _model, ...rest }) => {
    const into = new Map<string, unknown>();
    leavesOf(rest, '', into);
    return into;
  });
  return [
    { path: 'start', from: Math.max(0, starts.findIndex(Boolean)), values: starts, differs: differ(starts) },
    ...layerRows(specs.map(({ model }) => model.layers)),
    ...rowsOf(leaves, (path) => path),
  ];
}

/** All settings of any number of runs. The same data is no difference, whatever it is called on the machine of each. */
export function runSettingRows(runs: readonly (OnData & { spec: RunSpec })[]): SettingRow[] {
  const isSameData = !differ(runs.map(dataAmong(runs)));
  return settingRows(runs.map(({ spec }) => spec)).map((row) =>
    row.path === 'data.dataset' && isSameData ? { ...row, differs: false } : row,
  );
}
