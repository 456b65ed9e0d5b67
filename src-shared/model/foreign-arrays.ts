import type { Layer } from '../spec/layer';
import { describeModel } from './describe';
import { modelParameters, type ParameterInfo } from './parameters';
import type { Shape } from './shape';
import { takeOver, type Fit, type TakeOver } from './take-over';

/** How the numbers of an array from elsewhere become ours. */
export interface Turn {
  /** for each axis of ours the axis of theirs */
  axes: readonly number[];
  /** PyTorch's pictures have channels first: of what was flattened before the layer, height, width, channels */
  flattened?: Shape;
}

export interface ForeignPair {
  ours: string;
  theirs: string;
  /** in our layout */
  shape: Shape;
  turn: Turn | undefined;
}

export interface ForeignPairs {
  /** by the names that ours have, or by their shapes alone */
  by: 'names' | 'shapes';
  pairs: ForeignPair[];
  /** what could be taken for several of ours, a sentence each */
  ambiguous: string[];
  /** theirs that are taken for none */
  unused: string[];
}

type Arrays = readonly { name: string; shape: Shape }[];

const ROLES: Record<string, string> = {
  kernel: 'kernel',
  depthwise_kernel: 'kernel',
  weight: 'kernel',
  bias: 'bias',
  beta: 'bias',
  gamma: 'scale',
  scale: 'scale',
  running_mean: 'mean',
  moving_mean: 'mean',
  mean: 'mean',
  running_var: 'variance',
  moving_variance: 'variance',
  variance: 'variance',
  var: 'variance',
};

interface Unit {
  name: string;
  /** by role */
  arrays: Map<string, { name: string; shape: Shape }>;
  /** written by PyTorch: outputs come first */
  isTorch: boolean;
}

/** Arrays that are one layer's, by what stands before the last part of their names. */
function unitsOf(arrays: Arrays): { units: Unit[]; others: string[] } {
  const units = new Map<string, Unit>();
  const others: string[] = [];
  for (const { name, shape } of arrays) {
    const at = Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'));
    const last = name.slice(at + 1).replace(/:\d+$/, '');
    const known = ROLES[last];
    if (known === undefined) {
      others.push(name);
      continue;
    }
    const role = last === 'weight' && shape.length === 1 ? 'scale' : known;
    const unitName = name.slice(0, Math.max(0, at));
    const unit = units.get(unitName) ?? { name: unitName, arrays: new Map(), isTorch: false };
    unit.isTorch ||= last === 'weight';
    unit.arrays.set(role, { name, shape });
    units.set(unitName, unit);
  }
  return { units: [...units.values()], others };
}

const AS_IS: Record<number, number[]> = { 1: [0], 2: [0, 1], 4: [0, 1, 2, 3] };
const FROM_TORCH: Record<number, number[]> = { 1: [0], 2: [1, 0], 4: [2, 3, 1, 0] };
/** [channels, 1, height, width] */
const DEPTHWISE_FROM_TORCH = [2, 3, 0, 1];

const isSame = (a: Shape, b: Shape): boolean => a.join() === b.join();

/** What makes theirs ours; undefined where the shapes do not allow it. */
function turnOf(ours: Shape, theirs: Shape, isTorch: boolean, isDepthwise: boolean): number[] | undefined {
  const axes = isTorch
    ? isDepthwise && ours.length === 4
      ? DEPTHWISE_FROM_TORCH
      : FROM_TORCH[theirs.length]
    : AS_IS[theirs.length];
  if (axes === undefined || ours.length !== theirs.length) return undefined;
  return isSame(
    ours,
    axes.map((axis) => theirs[axis]!),
  )
    ? axes
    : undefined;
}

/** Of the last flattening before a layer, what arrived; undefined where there is none, or it was flat already. */
function flattenedBefore(layers: readonly Layer[], inputShape: Shape, layer: number): Shape | undefined {
  for (let at = layer - 1; at >= 0; at--) {
    const { type } = layers[at]!;
    if (type === 'dense') return undefined;
    if (type !== 'flatten') continue;
    const shape = describeModel(layers, inputShape).layers[at]?.inputShape;
    return shape?.length === 3 && shape[2]! > 1 && shape[0]! * shape[1]! > 1 ? shape : undefined;
  }
  return undefined;
}

/** Its arrays have a number for each of its inputs. */
const isNorm = ({ type }: Layer): boolean => type === 'batchNorm' || type === 'layerNorm';

const quoted = (names: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(names.slice(0, 4).map((name) => `"${name}"`));

function byShapes(
  layers: readonly Layer[],
  inputShape: Shape,
  ours: readonly ParameterInfo[],
  theirs: Arrays,
): ForeignPairs {
  const own = new Map<string, { layer: number; arrays: ParameterInfo[] }>();
  for (const array of ours) {
    if (layers[array.layer]!.type === 'normalization') continue;
    const unit = array.name.slice(0, array.name.lastIndexOf('.'));
    const its = own.get(unit) ?? { layer: array.layer, arrays: [] };
    its.arrays.push(array);
    own.set(unit, its);
  }
  const { units, others } = unitsOf(theirs);
  const fits = ({ layer, arrays }: { layer: number; arrays: ParameterInfo[] }, unit: Unit) =>
    unit.arrays.size === arrays.length &&
    arrays.every(({ role, shape }) => {
      const its = unit.arrays.get(role);
      const isDepthwise = layers[layer]!.type === 'depthwiseConv2d';
      return its !== undefined && turnOf(shape, its.shape, unit.isTorch, isDepthwise) !== undefined;
    });
  const candidates = new Map([...own].map(([name, its]) => [name, units.filter((unit) => fits(its, unit))]));
  const wantedBy = (unit: Unit) =>
    [...candidates].filter(([, all]) => all.includes(unit)).map(([name]) => name);
  const found: ForeignPairs = { by: 'shapes', pairs: [], ambiguous: [], unused: [...others] };
  for (const unit of units) {
    const takers = wantedBy(unit);
    const [taker] = takers;
    const all = [...unit.arrays.values()].map(({ name }) => name);
    if (taker === undefined) {
      found.unused.push(...all);
      continue;
    }
    const rivals = candidates.get(taker)!;
    if (takers.length > 1 || rivals.length > 1) {
      const names = rivals.map(({ name }) => name);
      const sentence = `${quoted(names)} ${names.length > 1 ? 'each ' : ''}could be ${quoted(takers)} by shape: call ${names.length > 1 ? 'their' : 'its'} arrays as ours are called (${takers[0]}.kernel, …) to take ${names.length > 1 ? 'them' : 'it'} over.`;
      if (!found.ambiguous.includes(sentence)) found.ambiguous.push(sentence);
      continue;
    }
    const { layer, arrays } = own.get(taker)!;
    for (const { name, role, shape } of arrays) {
      const its = unit.arrays.get(role)!;
      const axes = turnOf(shape, its.shape, unit.isTorch, layers[layer]!.type === 'depthwiseConv2d')!;
      const isByInput = role === 'kernel' ? layers[layer]!.type === 'dense' : isNorm(layers[layer]!);
      const flattened = unit.isTorch && isByInput ? flattenedBefore(layers, inputShape, layer) : undefined;
      const isTurned = flattened !== undefined || axes.some((axis, at) => axis !== at);
      found.pairs.push({
        ours: name,
        theirs: its.name,
        shape,
        turn: isTurned ? { axes, ...(flattened && { flattened }) } : undefined,
      });
    }
  }
  return found;
}

/**
 * Which arrays from elsewhere are which of a model's: by their names, where these are ours, else by their shapes, and only
 * where those leave no choice.
 *
 * @param layers of a well-formed model
 */
export function foreignPairs(layers: readonly Layer[], inputShape: Shape, theirs: Arrays): ForeignPairs {
  const ours = modelParameters(layers, inputShape);
  const names = new Set(ours.map(({ name }) => name));
  if (
    !theirs.some(({ name }) => /^(ema\.)?layers\.\d+\./.test(name) && names.has(name.replace(/^ema\./, '')))
  ) {
    return byShapes(layers, inputShape, ours, theirs);
  }
  const isAveraged = new Set(theirs.flatMap(({ name }) => (name.startsWith('ema.') ? [name.slice(4)] : [])));
  const pairs: ForeignPair[] = [];
  const unused: string[] = [];
  for (const { name, shape } of theirs) {
    const plain = name.replace(/^ema\./, '');
    if (!names.has(plain) || (plain === name && isAveraged.has(name))) unused.push(name);
    else pairs.push({ ours: plain, theirs: name, shape, turn: undefined });
  }
  return { by: 'names', pairs, ambiguous: [], unused };
}

export interface ForeignTakeOver extends ForeignPairs {
  from: TakeOver;
}

/** What a model takes over of arrays from elsewhere. A normalization that they have not is worked out from the data. */
export function foreignTakeOver(
  layers: readonly Layer[],
  inputShape: Shape,
  theirs: Arrays,
  fit: Fit,
): ForeignTakeOver {
  const found = foreignPairs(layers, inputShape, theirs);
  const renamed = found.pairs.map(({ ours, shape }) => ({ name: ours, shape }));
  const from = takeOver(modelParameters(layers, inputShape), renamed, fit);
  const isWorkedOut = ({ layer, theirs: its }: TakeOver['misfits'][number]) =>
    layers[layer]!.type === 'normalization' && its === undefined;
  return {
    ...found,
    from: {
      taken: from.taken,
      drawn: [...from.drawn, ...from.misfits.filter(isWorkedOut)],
      misfits: from.misfits.filter((one) => !isWorkedOut(one)),
    },
  };
}

/** Numbers in our layout. @param theirs the shape that they have there */
export function turned(
  values: Float32Array,
  theirs: Shape,
  { axes, flattened }: Turn,
): Float32Array<ArrayBuffer> {
  const shape = axes.map((axis) => theirs[axis]!);
  const strideOf = (axis: number) => theirs.slice(axis + 1).reduce((product, length) => product * length, 1);
  const strides = axes.map(strideOf);
  const into = new Float32Array(values.length);
  const place = shape.map(() => 0);
  for (let at = 0; at < into.length; at++) {
    let from = 0;
    for (const [axis, index] of place.entries()) {
      const row = axis === 0 && flattened ? channelsFirst(index, flattened) : index;
      from += row * strides[axis]!;
    }
    into[at] = values[from]!;
    for (let axis = place.length - 1; axis >= 0 && ++place[axis]! === shape[axis]; axis--) place[axis] = 0;
  }
  return into;
}

/** Where a value of a flattened picture lies whose channels come first. */
function channelsFirst(index: number, [height = 1, width = 1, channels = 1]: Shape): number {
  const channel = index % channels;
  const pixel = Math.floor(index / channels);
  return channel * height * width + pixel;
}
