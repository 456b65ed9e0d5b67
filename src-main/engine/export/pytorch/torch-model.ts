import type { Layer } from '@shared/spec/layer';
import type { NamedLayer } from '../code/named-layers';
import { definitions, lines, listOf, py } from '../code/python';
import type { ScriptPlan } from '../code/script-plan';
import { padsEvenly, torchModules } from './torch-modules';

type Of<Type extends Layer['type']> = Extract<Layer, { type: Type }>;

const ACTIVATIONS = {
  linear: (x: string) => x,
  relu: (x: string) => `F.relu(${x})`,
  tanh: (x: string) => `torch.tanh(${x})`,
  sigmoid: (x: string) => `torch.sigmoid(${x})`,
  gelu: (x: string) => `F.gelu(${x}, approximate="tanh")`,
  silu: (x: string) => `F.silu(${x})`,
};

function convolution(layer: Of<'conv2d' | 'depthwiseConv2d'>, channels: number): string {
  const { kernelSize, strides, padding, useBias } = layer;
  const filters = layer.type === 'conv2d' ? layer.filters : channels;
  const isPadded = padding === 'same' && padsEvenly(layer) && kernelSize > 1;
  return `nn.Conv2d(${[
    `${channels}, ${filters}, ${kernelSize}`,
    strides > 1 && `stride=${strides}`,
    isPadded && `padding=${(kernelSize - 1) / 2}`,
    layer.type === 'depthwiseConv2d' && `groups=${channels}`,
    !useBias && 'bias=False',
  ]
    .filter(Boolean)
    .join(', ')})`;
}

function blockMade(layer: Of<'residualBlock'>, channels: number, { layers }: ScriptPlan): string {
  const first = layers.find((one) => one.layer.type === 'residualBlock')!.layer as Of<'residualBlock'>;
  const kernel = layer.kernelSize === first.kernelSize ? '' : `, kernel_size=${layer.kernelSize}`;
  const momentum = layer.momentum === first.momentum ? '' : `, momentum=${py(layer.momentum)}`;
  return `ResidualBlock(${channels}, ${layer.filters}, ${layer.strides}${kernel}${momentum})`;
}

function made({ layer, inputShape }: NamedLayer, plan: ScriptPlan): string {
  const channels = inputShape.at(-1)!;
  switch (layer.type) {
    case 'dense':
      return `nn.Linear(${channels}, ${layer.units}${layer.useBias ? '' : ', bias=False'})`;
    case 'conv2d':
    case 'depthwiseConv2d':
      return convolution(layer, channels);
    case 'residualBlock':
      return blockMade(layer, channels, plan);
    case 'batchNorm':
      return `BatchNorm(${channels}, momentum=${py(layer.momentum)}, epsilon=${py(layer.epsilon)})`;
    case 'layerNorm':
      return `nn.LayerNorm(${channels}, eps=${py(layer.epsilon)})`;
    case 'normalization':
      return `Normalization(${channels})`;
    default:
      return '';
  }
}

const PICTURE_LAYERS: readonly Layer['type'][] = [
  'conv2d',
  'depthwiseConv2d',
  'residualBlock',
  'maxPool2d',
  'avgPool2d',
  'globalAvgPool2d',
];

/** Where the channels of what flows stand. */
type Order = 'channels first' | 'channels last';

function applied({ layer, attribute, inputShape }: NamedLayer, dropout: number, order: Order): string {
  const own = `self.${attribute}`;
  const isPicture = order === 'channels first';
  switch (layer.type) {
    case 'flatten':
      return 'x.flatten(1)';
    case 'dense':
      return ACTIVATIONS[layer.activation](`${own}(x)`);
    case 'conv2d':
    case 'depthwiseConv2d': {
      const pads = layer.padding === 'same' && !padsEvenly(layer);
      const x = pads ? `same(x, ${layer.kernelSize}, ${layer.strides})` : 'x';
      return ACTIVATIONS[layer.activation](`${own}(${x})`);
    }
    case 'residualBlock':
    case 'normalization':
      return `${own}(x)`;
    case 'maxPool2d':
      return `F.max_pool2d(x, ${layer.poolSize})`;
    case 'avgPool2d':
      return `F.avg_pool2d(x, ${layer.poolSize})`;
    case 'globalAvgPool2d':
      return 'x.mean(dim=(2, 3))';
    case 'batchNorm':
      return isPicture || inputShape.length === 1 ? `${own}(x)` : `${own}(x.movedim(-1, 1)).movedim(1, -1)`;
    case 'layerNorm':
      return isPicture ? `${own}(x.movedim(1, -1)).movedim(-1, 1)` : `${own}(x)`;
    case 'dropout':
      return layer.rate === 0 ? 'x' : `dropout(x, ${py(layer.rate)}, seeds[${dropout}])`;
    case 'activation':
      return ACTIVATIONS[layer.activation]('x');
  }
}

const FIRST = 'x = x.permute(0, 3, 1, 2)  # PyTorch has channels first';
const LAST = 'x = x.permute(0, 2, 3, 1)  # in the order that the weights are for, channels last';

/** The lines of `forward`, with channels moved to where each layer has them. */
function flow({ layers }: ScriptPlan): { text: string[]; dropsPictures: boolean } {
  let order: Order = 'channels last';
  let dropout = 0;
  let dropsPictures = false;
  const text: string[] = [];
  for (const named of layers) {
    const { layer, outputShape, inputShape } = named;
    const isPicture = inputShape.length === 3;
    const wants: Order | undefined = PICTURE_LAYERS.includes(layer.type)
      ? 'channels first'
      : layer.type === 'flatten' || layer.type === 'normalization'
        ? 'channels last'
        : undefined;
    if (isPicture && wants !== undefined && wants !== order) {
      text.push(wants === 'channels first' ? FIRST : LAST);
      order = wants;
    }
    if (layer.type === 'dropout') dropsPictures ||= isPicture && order === 'channels first';
    const line = applied(
      named,
      layer.type === 'dropout' ? dropout++ : 0,
      isPicture ? order : 'channels last',
    );
    if (line === 'x') continue;
    const isReshaped = outputShape.join() !== inputShape.join();
    const whole = `x = ${line}${isReshaped ? `  # ${outputShape.join(' × ')}` : ''}`;
    text.push(layer.type === 'dropout' ? `if seeds is not None:\n            ${whole}` : whole);
  }
  return { text, dropsPictures };
}

/** The model as a class whose attributes are its layers. */
export function torchModel(plan: ScriptPlan): string {
  const { layers, dropouts, frozen } = plan;
  const own = layers.filter(({ attribute }) => attribute !== '');
  const { text, dropsPictures } = flow(plan);
  const shape = ['batch', ...(layers[0]?.inputShape ?? [])].join(' × ');
  return definitions(
    frozen.length > 0 &&
      `# Their weights stay as they are, and their norms go by running means in training too.
${listOf(
  'FROZEN',
  frozen.map((name) => py(name)),
)}`,
    ...torchModules(plan, dropsPictures),
    `${lines(
      'class Model(nn.Module):',
      '    def __init__(self):',
      '        super().__init__()',
      ...own.map((named) => `        self.${named.attribute} = ${made(named, plan)}`),
    )}${
      frozen.length > 0
        ? `

    def train(self, mode=True):
        super().train(mode)
        for name in FROZEN:
            getattr(self, name).requires_grad_(False).eval()
        return self`
        : ''
    }

${lines(
  `    def forward(self, x${dropouts > 0 ? ', seeds=None' : ''}):  # ${shape}`,
  ...text.map((line) => `        ${line}`),
  '        return x',
)}`,
  );
}

/** How the model is called while training. */
export const trainingCall = ({ dropouts }: ScriptPlan): string => `model(x${dropouts > 0 ? ', seeds' : ''})`;
