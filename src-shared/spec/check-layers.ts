import { layerName, warning } from './check-words';
import type { Layer } from './layer';
import type { Problem } from './problem';

const listed = new Intl.ListFormat('en');

/** A norm shifts each channel to mean 0, so a bias that was added right before it is gone again. */
const hasUselessBias = (layer: Layer, next: Layer | undefined): boolean =>
  next?.type === 'batchNorm' &&
  (layer.type === 'dense' || layer.type === 'conv2d' || layer.type === 'depthwiseConv2d') &&
  layer.useBias &&
  layer.activation === 'linear';

/** One sentence for all of them: deep models repeat themselves. */
function uselessBiases(layers: readonly Layer[]): Problem[] {
  const found = layers.flatMap((layer, index) => (hasUselessBias(layer, layers[index + 1]) ? [index] : []));
  if (found.length === 0) return [];
  const paths = found.map((index) => `model.layers.${index}.useBias`);
  const [first] = found;
  const message =
    found.length === 1
      ? `${layerName(layers, first!)} has a bias that the batch norm right after it takes out again: switch it off, there are fewer values to train.`
      : `Layers ${listed.format(found.map((index) => String(index + 1)))} have biases that the batch norms right after them take out again: switch them off, there are fewer values to train.`;
  const label = found.length === 1 ? 'Without bias' : 'Without these biases';
  return [warning(paths[0]!, message, { label, changes: paths.map((path) => ({ path, value: false })) })];
}

/** Li et al. 2018, "Understanding the disharmony between dropout and batch normalization by variance shift". */
const variancesShifted = (layers: readonly Layer[]): Problem[] =>
  layers.flatMap((layer, index) => {
    const next = layers[index + 1];
    if (layer.type !== 'dropout' || layer.rate === 0 || next?.type !== 'batchNorm') return [];
    return warning(
      `model.layers.${index}`,
      `${layerName(layers, index)} stands right before a batch norm, which then learns a variance that is another one when tested: put it after the norm.`,
      {
        label: 'Swap them',
        changes: [
          { path: `model.layers.${index}`, value: next },
          { path: `model.layers.${index + 1}`, value: layer },
        ],
      },
    );
  });

/** What does not go well together in neighbouring layers. */
export const sideBySideProblems = (layers: readonly Layer[]): Problem[] => [
  ...variancesShifted(layers),
  ...uselessBiases(layers),
];
