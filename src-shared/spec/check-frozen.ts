import type { ModelDescription } from '../model/describe';
import { error, layerName, warning } from './check-words';
import { isFrozen, type Layer } from './layer';
import type { Mend, Problem } from './problem';
import type { RunSpec } from './run-spec';

const listed = new Intl.ListFormat('en');

const pathOf = (layer: number): string => `model.layers.${layer}.frozen`;

export const thaw = (label: string, layers: readonly number[]): Mend => ({
  label,
  changes: layers.map((layer) => ({ path: pathOf(layer), value: false })),
});

/** "Layer 2 (dense)", "Layers 2, 3, and 5" */
export const layersInWords = (layers: readonly Layer[], indices: readonly number[]): string =>
  indices.length === 1
    ? layerName(layers, indices[0]!)
    : `Layers ${listed.format(indices.map((index) => String(index + 1)))}`;

/**
 * What is wrong or doubtful about layers that stay as they are.
 *
 * @param model the layers as they follow each other, with nothing wrong
 */
export function frozenProblems({ model: { layers }, start }: RunSpec, model: ModelDescription): Problem[] {
  const frozen = layers.flatMap((layer, index) => (isFrozen(layer) ? [index] : []));
  const [first] = frozen;
  if (first === undefined) return [];
  const thawAll = thaw(frozen.length === 1 ? 'Thaw it' : 'Thaw all', frozen);
  if (model.parameters === model.frozenParameters) {
    const last = frozen.at(-1)!;
    const thawLast = thaw(`Thaw layer ${last + 1}`, [last]);
    const mends =
      frozen.length === 1 ? [thawAll] : start === undefined ? [thawAll, thawLast] : [thawLast, thawAll];
    return [
      error(
        pathOf(last),
        'All layers with weights are frozen, so nothing is left to train: thaw the last one at least.',
        ...mends,
      ),
    ];
  }
  if (start !== undefined) return [];
  const one = frozen.length === 1;
  return [
    warning(
      pathOf(first),
      `${layersInWords(layers, frozen)} ${one ? 'is' : 'are'} frozen, but this run begins with fresh weights: ${one ? 'it stays' : 'they stay'} as random as ${one ? 'it was' : 'they were'} drawn. Start from a checkpoint, or thaw ${one ? 'it' : 'them'}.`,
      thawAll,
    ),
  ];
}
