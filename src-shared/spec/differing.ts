import type { Layer } from './layer';
import type { RunSpec } from './run-spec';

/** A setting in which two specs differ. `undefined` is a setting, or a layer, that the one does not have. */
export interface Differing {
  /** in the spec that has it; where both do, in the later one */
  path: string;
  from: unknown;
  to: unknown;
}

/** What an object is told apart by: another optimizer, another schedule. */
const KIND_KEYS = ['name', 'by', 'do', 'type'];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function ofObjects(
  from: Record<string, unknown>,
  to: Record<string, unknown>,
  path: string,
  into: Differing[],
): void {
  const isOtherKind = KIND_KEYS.some(
    (key) => typeof from[key] === 'string' && typeof to[key] === 'string' && from[key] !== to[key],
  );
  // What the former kind had beside is gone with it, and no news.
  const gone = isOtherKind ? [] : Object.keys(from).filter((key) => !Object.hasOwn(to, key));
  for (const key of [...Object.keys(to), ...gone]) {
    ofValues(from[key], to[key], path === '' ? key : `${path}.${key}`, into);
  }
}

function ofValues(from: unknown, to: unknown, path: string, into: Differing[]): void {
  if (isObject(from) && isObject(to)) ofObjects(from, to, path, into);
  else if (isObject(to) && from === undefined) ofObjects({}, to, path, into);
  else if (isObject(from) && to === undefined) ofObjects(from, {}, path, into);
  else if (from !== to) into.push({ path, from, to });
}

const isEqual = (one: Layer, other: Layer): boolean => JSON.stringify(one) === JSON.stringify(other);
const likeness = (one: Layer, other: Layer): number =>
  one.type !== other.type ? 0 : isEqual(one, other) ? 3 : 2;

/** Which layers stand for each other: as many like ones as can be paired without crossing. */
export function pairedLayers(
  from: readonly Layer[],
  to: readonly Layer[],
): [Layer | undefined, number, number][] {
  const best = Array.from({ length: from.length + 1 }, () => new Int32Array(to.length + 1));
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      const like = likeness(from[i]!, to[j]!);
      const pair = like > 0 ? like + best[i + 1]![j + 1]! : 0;
      best[i]![j] = Math.max(pair, best[i + 1]![j]!, best[i]![j + 1]!);
    }
  }
  const pairs: [Layer | undefined, number, number][] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const like = i < from.length && j < to.length ? likeness(from[i]!, to[j]!) : 0;
    if (like > 0 && best[i]![j] === like + best[i + 1]![j + 1]!) pairs.push([from[i], i++, j++]);
    else if (j >= to.length || (i < from.length && best[i + 1]![j]! >= best[i]![j + 1]!)) {
      pairs.push([from[i], i++, -1]);
    } else pairs.push([undefined, -1, j++]);
  }
  return pairs;
}

/**
 * All settings in which a run differs from another, where its weights come from and what it is called aside. A setting
 * that came along with a new kind of thing (another optimizer's momentum) is one of them; layers that were added or
 * taken away are told as a whole.
 */
export function differing(from: RunSpec, to: RunSpec): Differing[] {
  const strip = ({ name: _name, start: _start, model: _model, ...rest }: RunSpec) => rest;
  const found: Differing[] = [];
  ofObjects(strip(from), strip(to), '', found);
  for (const [layer, i, j] of pairedLayers(from.model.layers, to.model.layers)) {
    if (j < 0) found.push({ path: `model.layers.${i}`, from: layer, to: undefined });
    else if (layer === undefined) {
      found.push({ path: `model.layers.${j}`, from: undefined, to: to.model.layers[j] });
    } else ofObjects({ ...layer }, { ...to.model.layers[j]! }, `model.layers.${j}`, found);
  }
  return found;
}
