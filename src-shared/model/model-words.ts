import { newLayer, type Layer, type LayerType } from '../spec/layer';

const WEIGHTED: Partial<Record<LayerType, number>> = {
  dense: 1,
  conv2d: 1,
  depthwiseConv2d: 1,
  residualBlock: 2,
};
const isLayerType = (type: unknown): type is LayerType => typeof type === 'string' && type in newLayer;

/** The layers of a model or of a draft that have kernels: as in the literature, those are the ones that are counted. */
export const weightedLayers = (layers: readonly unknown[]): number =>
  layers.reduce<number>((sum, layer) => {
    const type: unknown =
      typeof layer === 'object' && layer !== null ? Reflect.get(layer, 'type') : undefined;
    return sum + (isLayerType(type) ? (WEIGHTED[type] ?? 0) : 0);
  }, 0);

/** "CNN, 4 layers", "MLP, 2 layers": the model in two words. */
export function modelWords(layers: readonly Layer[]): string {
  const number = weightedLayers(layers);
  const counted = number === 1 ? '1 layer' : `${number} layers`;
  const has = (...types: LayerType[]) => layers.some(({ type }) => types.includes(type));
  if (has('residualBlock')) return `ResNet, ${counted}`;
  if (has('conv2d', 'depthwiseConv2d')) return `CNN, ${counted}`;
  return number > 1 ? `MLP, ${counted}` : 'Linear';
}
