import fc from 'fast-check';
import { describeModel } from '@shared/model/describe';
import {
  activationSchema,
  initializerSchema,
  layerSchema,
  paddingSchema,
  type Layer,
  type LayerType,
} from '@shared/spec/layer';

const activation = fc.constantFrom(...activationSchema.options);
const kernelSize = fc.integer({ min: 1, max: 4 });
const strides = fc.integer({ min: 1, max: 2 });
const padding = fc.constantFrom(...paddingSchema.options);
const useBias = fc.boolean();
const poolSize = fc.integer({ min: 1, max: 3 });
const initializer = fc.constantFrom(...initializerSchema.options);
const frozen = fc.constantFrom(false, false, true);
/** Every kind of layer, with settings at random. */
export const layerOf = {
  dense: fc.record({ units: fc.integer({ min: 1, max: 12 }), activation, useBias, initializer, frozen }),
  conv2d: fc.record({
    filters: fc.integer({ min: 1, max: 6 }),
    kernelSize,
    strides,
    padding,
    activation,
    useBias,
    initializer,
    frozen,
  }),
  depthwiseConv2d: fc.record({ kernelSize, strides, padding, activation, useBias, initializer, frozen }),
  residualBlock: fc.record({
    filters: fc.integer({ min: 1, max: 6 }),
    kernelSize,
    strides,
    initializer,
    frozen,
  }),
  maxPool2d: fc.record({ poolSize }),
  avgPool2d: fc.record({ poolSize }),
  globalAvgPool2d: fc.constant({}),
  batchNorm: fc.record({
    momentum: fc.constantFrom(0, 0.5, 0.99),
    epsilon: fc.constantFrom(1e-5, 1e-3),
    frozen,
  }),
  layerNorm: fc.record({ epsilon: fc.constantFrom(1e-6, 1e-3), frozen }),
  dropout: fc.record({ rate: fc.constantFrom(0, 0.1, 0.5) }),
  activation: fc.record({ activation }),
  flatten: fc.constant({}),
  normalization: fc.constant({}),
} satisfies Record<LayerType, fc.Arbitrary<object>>;
const some = (...types: LayerType[]): fc.Arbitrary<Layer> =>
  fc.oneof(...types.map((type) => layerOf[type].map((fields) => layerSchema.parse({ type, ...fields }))));

const last = layerSchema.parse({ type: 'dense', units: 3 });
const anywhere: LayerType[] = ['batchNorm', 'layerNorm', 'dropout', 'activation'];
/** Pictures first, rows after them, as the form lets them be built; three outputs. */
export const modelsOn = (shape: readonly number[]): fc.Arbitrary<Layer[]> =>
  fc
    .tuple(
      fc.array(some('conv2d', 'depthwiseConv2d', 'residualBlock', 'maxPool2d', 'avgPool2d', ...anywhere), {
        maxLength: 4,
      }),
      some('flatten', 'globalAvgPool2d'),
      fc.array(some('dense', ...anywhere), { maxLength: 2 }),
    )
    .map(([pictures, flat, rows]): Layer[] => [...pictures, flat, ...rows, last])
    .filter((layers) => describeModel(layers, shape).problem === undefined);
