import type { ModelKind } from '../contract/speed';
import type { Layer } from '../spec/layer';

/** Which of the measured kinds a model is most like. */
export function modelKind(layers: readonly Pick<Layer, 'type'>[]): ModelKind {
  const has = (...types: Layer['type'][]) => layers.some(({ type }) => types.includes(type));
  if (has('residualBlock')) return 'residual';
  return has('conv2d', 'depthwiseConv2d') ? 'convolutional' : 'dense';
}

/** "dense networks" */
export const KIND_WORDS: Record<ModelKind, string> = {
  dense: 'dense networks',
  convolutional: 'convolutional networks',
  residual: 'residual networks',
};
