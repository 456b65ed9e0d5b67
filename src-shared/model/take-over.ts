import { layerName } from '../spec/check-words';
import type { Layer } from '../spec/layer';
import type { ParameterInfo } from './parameters';
import type { Shape } from './shape';

/**
 * What a run that begins with a checkpoint's weights asks of them: all of its arrays must be there, or all but those of
 * its last layer, which is new, or whatever fits by name and shape is taken.
 */
export type Fit = 'exact' | 'new-head' | 'matching';

type Arrays = readonly { name: string; shape: Shape }[];

/** An array that the checkpoint cannot give, or is not asked for. */
export interface DrawnArray extends ParameterInfo {
  /** its shape in the checkpoint; undefined where it has none of that name */
  theirs: Shape | undefined;
}

export interface TakeOver {
  taken: ParameterInfo[];
  /** begin as the seed draws them */
  drawn: DrawnArray[];
  /** would have to be taken, but do not fit */
  misfits: DrawnArray[];
}

const isSame = (one: Shape | undefined, other: Shape): boolean => one?.join() === other.join();

/** The layer that tells the classes apart: the last one with weights. */
export const headOf = (arrays: readonly ParameterInfo[]): number =>
  arrays.reduce((last, { layer }) => Math.max(last, layer), -1);

/**
 * Which of a model's arrays a checkpoint's are taken over for.
 *
 * @param ours in the order of the model's layers
 */
export function takeOver(ours: readonly ParameterInfo[], theirs: Arrays, fit: Fit): TakeOver {
  const shapeOf = new Map(theirs.map(({ name, shape }) => [name, shape]));
  const head = headOf(ours);
  const all = ours.map((array): DrawnArray => ({ ...array, theirs: shapeOf.get(array.name) }));
  const isDrawn = ({ layer, theirs: its, shape }: DrawnArray) =>
    (fit === 'new-head' && layer === head) || (fit === 'matching' && !isSame(its, shape));
  const wanted = all.filter((array) => !isDrawn(array));
  const fits = ({ theirs: its, shape }: DrawnArray) => isSame(its, shape);
  return {
    taken: wanted.filter(fits),
    drawn: all.filter(isDrawn),
    misfits: wanted.filter((one) => !fits(one)),
  };
}

const shown = (shape: Shape): string => shape.join(' × ');

const inWords = ({ name, shape, theirs }: DrawnArray): string => {
  const own = name.split('.').slice(2).join('.');
  if (theirs === undefined) return `${own} (not in the checkpoint)`;
  return isSame(theirs, shape) ? own : `${own} (${shown(shape)}, in the checkpoint ${shown(theirs)})`;
};

/** What was taken over and what was not, layer by layer: "6 of 8 arrays are taken over. Drawn anew: …" */
export function takeOverWords(layers: readonly Layer[], { taken, drawn }: TakeOver): string {
  const all = taken.length + drawn.length;
  if (drawn.length === 0) return `All ${all} arrays are taken over.`;
  const ofLayer = new Map<number, string[]>();
  for (const array of drawn) {
    ofLayer.set(array.layer, [...(ofLayer.get(array.layer) ?? []), inWords(array)]);
  }
  const anew = [...ofLayer].map(
    ([layer, arrays]) => `${layerName(layers, layer).toLowerCase()}: ${arrays.join(', ')}`,
  );
  return `${taken.length} of ${all} arrays are taken over. Drawn anew: ${anew.join('; ')}.`;
}
