import type { Layer } from '@shared/spec/layer';
import { definitions, lines, py } from '../code/python';
import type { NamedLayer } from '../code/named-layers';
import type { ScriptPlan } from '../code/script-plan';

type Of<Type extends Layer['type']> = Extract<Layer, { type: Type }>;

const ACTIVATIONS = {
  linear: (x: string) => x,
  relu: (x: string) => `nnx.relu(${x})`,
  tanh: (x: string) => `jnp.tanh(${x})`,
  sigmoid: (x: string) => `nnx.sigmoid(${x})`,
  gelu: (x: string) => `nnx.gelu(${x})`,
  silu: (x: string) => `nnx.silu(${x})`,
};

const NORMALIZATION = `
class Normalization(nnx.Module):
    """Keras's, by mean and variance of the samples that were trained on."""

    def __init__(self, channels):
        self.mean = nnx.BatchStat(jnp.zeros(channels))
        self.variance = nnx.BatchStat(jnp.ones(channels))
        self.fill = nnx.BatchStat(jnp.zeros(channels))

    def __call__(self, x):
        FILLING
        return (x - self.mean[...]) / jnp.maximum(jnp.sqrt(self.variance[...]), 1e-7)
`;

/** Settings that all blocks share are written into their class, those that differ are arguments. */
function residualBlock(blocks: readonly Of<'residualBlock'>[]): string {
  const [{ kernelSize, momentum } = { kernelSize: 3, momentum: 0.99 }] = blocks;
  return `
class ResidualBlock(nnx.Module):
    """Two convolutions around which the input flows past (He et al. 2015, the basic block)."""

    def __init__(self, inputs, filters, strides, kernel_size=${kernelSize}, momentum=${py(momentum)}, *, rngs):
        def conv(inputs, size, strides):
            return nnx.Conv(inputs, filters, (size, size), strides, use_bias=False, rngs=rngs)

        def norm():
            return nnx.BatchNorm(filters, momentum=momentum, use_fast_variance=False, rngs=rngs)

        self.conv1, self.norm1 = conv(inputs, kernel_size, strides), norm()
        self.conv2, self.norm2 = conv(filters, kernel_size, 1), norm()
        self.is_projected = strides > 1 or inputs != filters
        if self.is_projected:
            self.projection, self.projection_norm = conv(inputs, 1, strides), norm()

    def __call__(self, x, train):
        by_mean = {"use_running_average": not train}
        y = nnx.relu(self.norm1(self.conv1(x), **by_mean))
        y = self.norm2(self.conv2(y), **by_mean)
        if self.is_projected:
            x = self.projection_norm(self.projection(x), **by_mean)
        return nnx.relu(x + y)
`;
}

function blockArguments(layer: Of<'residualBlock'>, first: Of<'residualBlock'>): string {
  const kernel = layer.kernelSize === first.kernelSize ? '' : `, kernel_size=${layer.kernelSize}`;
  return `${kernel}${layer.momentum === first.momentum ? '' : `, momentum=${py(layer.momentum)}`}`;
}

function made(named: NamedLayer, plan: ScriptPlan): string {
  const { layer, inputShape } = named;
  const channels = inputShape.at(-1)!;
  switch (layer.type) {
    case 'dense':
      return `nnx.Linear(${channels}, ${layer.units}${layer.useBias ? '' : ', use_bias=False'}, rngs=rngs)`;
    case 'conv2d':
    case 'depthwiseConv2d': {
      const { kernelSize, strides, padding, useBias } = layer;
      const filters = layer.type === 'conv2d' ? layer.filters : channels;
      return `nnx.Conv(${[
        `${channels}, ${filters}, (${kernelSize}, ${kernelSize})`,
        strides > 1 && `strides=${strides}`,
        padding === 'valid' && 'padding="VALID"',
        layer.type === 'depthwiseConv2d' && `feature_group_count=${channels}`,
        !useBias && 'use_bias=False',
        'rngs=rngs',
      ]
        .filter(Boolean)
        .join(', ')})`;
    }
    case 'residualBlock': {
      const first = plan.layers.find((one) => one.layer.type === 'residualBlock')!
        .layer as Of<'residualBlock'>;
      return `ResidualBlock(${channels}, ${layer.filters}, ${layer.strides}${blockArguments(layer, first)}, rngs=rngs)`;
    }
    case 'batchNorm':
      return `nnx.BatchNorm(${channels}, momentum=${py(layer.momentum)}, epsilon=${py(layer.epsilon)}, use_fast_variance=False, rngs=rngs)`;
    case 'layerNorm':
      return `nnx.LayerNorm(${channels}, epsilon=${py(layer.epsilon)}, use_fast_variance=False, rngs=rngs)`;
    case 'normalization':
      return `Normalization(${channels})`;
    default:
      return '';
  }
}

function applied({ layer, attribute, frozen }: NamedLayer, dropout: number): string {
  const own = `self.${attribute}`;
  switch (layer.type) {
    case 'flatten':
      return 'x.reshape(len(x), -1)';
    case 'dense':
    case 'conv2d':
    case 'depthwiseConv2d':
      return ACTIVATIONS[layer.activation](`${own}(x)`);
    case 'residualBlock':
      return `${own}(x, ${frozen ? 'False' : 'train'})`;
    case 'maxPool2d':
    case 'avgPool2d': {
      const window = `(${layer.poolSize}, ${layer.poolSize})`;
      return `nnx.${layer.type === 'maxPool2d' ? 'max_pool' : 'avg_pool'}(x, ${window}, ${window})`;
    }
    case 'globalAvgPool2d':
      return 'x.mean(axis=(1, 2))';
    case 'batchNorm':
      return `${own}(x, use_running_average=${frozen ? 'True' : 'not train'})`;
    case 'layerNorm':
    case 'normalization':
      return `${own}(x)`;
    case 'dropout':
      return layer.rate === 0 ? 'x' : `dropout(x, ${py(layer.rate)}, seeds[${dropout}])`;
    case 'activation':
      return ACTIVATIONS[layer.activation]('x');
  }
}

/** The model as a class whose attributes are its layers. */
export function flaxModel(plan: ScriptPlan): string {
  const { layers, hasBatchNorm, dropouts, hasNormalization } = plan;
  const blocks = layers.flatMap(({ layer }) => (layer.type === 'residualBlock' ? [layer] : []));
  const needsTrain = hasBatchNorm || blocks.length > 0;
  const own = layers.filter(({ attribute }) => attribute !== '');
  let dropout = 0;
  const flow = layers.map((named) => {
    const { layer, outputShape, inputShape } = named;
    const index = layer.type === 'dropout' ? dropout++ : 0;
    const text = applied(named, index);
    if (text === 'x') return '';
    const isReshaped = outputShape.join() !== inputShape.join();
    const line = `x = ${text}${isReshaped ? `  # ${outputShape.join(' × ')}` : ''}`;
    return layer.type === 'dropout'
      ? `        if seeds is not None:\n            ${line}`
      : `        ${line}`;
  });
  const frozenWords = layers.some(({ frozen, layer }) => frozen && layer.type === 'batchNorm')
    ? '# A frozen norm goes by its running means in training too.'
    : '';
  return definitions(
    hasNormalization &&
      NORMALIZATION.replace(
        '        FILLING\n',
        layers[0]!.inputShape.length === 1 ? '        x = jnp.where(jnp.isnan(x), self.fill[...], x)\n' : '',
      ),
    blocks.length > 0 && residualBlock(blocks),
    lines(
      'class Model(nnx.Module):',
      '    def __init__(self, rngs):',
      ...(own.length === 0 ? ['        pass'] : []),
      frozenWords && `        ${frozenWords}`,
      ...own.map((named) => `        self.${named.attribute} = ${made(named, plan)}`),
    ) +
      `\n\n${lines(
        `    def __call__(self, x${needsTrain ? ', train=False' : ''}${dropouts > 0 ? ', seeds=None' : ''}):`,
        ...flow,
        '        return x',
      )}`,
  );
}

/** How the model is called while training. */
export const trainingCall = ({ hasBatchNorm, layers, dropouts }: ScriptPlan): string => {
  const hasBlocks = layers.some(({ layer }) => layer.type === 'residualBlock');
  return `model(x${hasBatchNorm || hasBlocks ? ', train=True' : ''}${dropouts > 0 ? ', seeds=seeds' : ''})`;
};
