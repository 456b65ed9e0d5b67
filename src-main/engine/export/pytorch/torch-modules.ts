import type { Layer } from '@shared/spec/layer';
import { py } from '../code/python';
import type { ScriptPlan } from '../code/script-plan';

/** Modules that PyTorch lacks, or has otherwise. */

const BATCH_NORM = `
class BatchNorm(nn.Module):
    """Batch norm as in Flax: running means by \`momentum\`, and variances that are divided by the count."""

    def __init__(self, channels, momentum=0.99, epsilon=1e-5):
        super().__init__()
        self.momentum, self.epsilon = momentum, epsilon
        self.scale, self.bias = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("var", torch.ones(channels))

    def forward(self, x):
        arrays = {"weight": self.scale, "bias": self.bias, "eps": self.epsilon}
        if not self.training:
            return F.batch_norm(x, self.mean, self.var, **arrays)
        with torch.no_grad():
            var, mean = torch.var_mean(x, dim=[0, *range(2, x.ndim)], correction=0)
            self.mean.mul_(self.momentum).add_(mean * (1 - self.momentum))
            self.var.mul_(self.momentum).add_(var * (1 - self.momentum))
        return F.batch_norm(x, None, None, training=True, **arrays)
`;

const same = (kernelSize: string, strides: string): string => `same(x, ${kernelSize}, ${strides})`;

/** TensorFlow pads so that a convolution has ⌈size / strides⌉ outputs, and puts the odd one behind. */
const SAME = `
def same(x, kernel_size, strides):
    """Pads as TensorFlow and JAX do for "SAME": where an odd number is missing, the larger part comes last."""
    missing = [max((-(-size // strides) - 1) * strides + kernel_size - size, 0) for size in x.shape[2:]]
    return F.pad(x, [part for all in reversed(missing) for part in (all // 2, all - all // 2)])
`;

const DROPOUT = `
def stateless_uniform(words, shape, device):
    """TensorFlow's stateless uniform numbers: Philox again, on the device that computes."""
    k0, k1, c2, c3 = words.tolist()
    c0 = torch.arange((math.prod(shape) + 3) // 4, device=device)
    counter = (c0, torch.zeros_like(c0), torch.full_like(c0, c2), torch.full_like(c0, c3))
    numbers = torch.stack(philox(counter, (k0, k1)), dim=-1).reshape(-1)[: math.prod(shape)]
    return ((numbers & 0x7FFFFF).float() * 2.0**-23).reshape(shape)


def dropout(x, rate, words):
    """Leaves a share out and makes up for it.CHANNELS"""
    MASK
    return torch.where(mask, x * (1 / (1 - rate)), 0)
`;

const NORMALIZATION = `
class Normalization(nn.Module):
    """Keras's, by mean and variance of the samples that were trained on."""

    def __init__(self, channels):
        super().__init__()
        for name, start in {"mean": 0.0, "variance": 1.0, "fill": 0.0}.items():
            self.register_buffer(name, torch.full([channels], start))

    def forward(self, x):FILLING
        return (x - self.mean) / self.variance.sqrt().clamp(min=1e-7)
`;

type Block = Extract<Layer, { type: 'residualBlock' }>;

const residualBlock = ({ kernelSize, momentum }: Block) => `
class ResidualBlock(nn.Module):
    """Two convolutions around which the input flows past (He et al. 2015, the basic block)."""

    def __init__(self, inputs, filters, strides, kernel_size=${kernelSize}, momentum=${py(momentum)}):
        super().__init__()
        self.kernel_size, self.strides = kernel_size, strides
        self.conv1 = nn.Conv2d(inputs, filters, kernel_size, strides, bias=False)
        self.norm1 = BatchNorm(filters, momentum)
        self.conv2 = nn.Conv2d(filters, filters, kernel_size, bias=False)
        self.norm2 = BatchNorm(filters, momentum)
        self.is_projected = strides > 1 or inputs != filters
        if self.is_projected:
            self.projection = nn.Conv2d(inputs, filters, 1, strides, bias=False)
            self.projection_norm = BatchNorm(filters, momentum)

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(same(x, self.kernel_size, self.strides))))
        y = self.norm2(self.conv2(same(y, self.kernel_size, 1)))
        if self.is_projected:
            x = self.projection_norm(self.projection(x))
        return F.relu(y + x)
`;

/** Whether a window's padding is the same on both sides, which PyTorch's layers do by themselves. */
export const padsEvenly = (layer: { kernelSize: number; strides: number }): boolean =>
  layer.strides === 1 && layer.kernelSize % 2 === 1;

/** The modules and functions that a model needs beside PyTorch's own, each by itself. */
export function torchModules({ layers, dropouts, has }: ScriptPlan, dropsPictures: boolean): string[] {
  const blocks = layers.flatMap(({ layer }) => (layer.type === 'residualBlock' ? [layer] : []));
  const isOddlyPadded = layers.some(
    ({ layer }) =>
      (layer.type === 'conv2d' || layer.type === 'depthwiseConv2d') &&
      layer.padding === 'same' &&
      !padsEvenly(layer),
  );
  const mask = dropsPictures
    ? `if x.ndim == 4:
        n, c, h, w = x.shape
        mask = (stateless_uniform(words, (n, h, w, c), x.device) >= rate).permute(0, 3, 1, 2)
    else:
        mask = stateless_uniform(words, x.shape, x.device) >= rate`
    : 'mask = stateless_uniform(words, x.shape, x.device) >= rate';
  const isTable = layers[0]?.inputShape.length === 1;
  return [
    has('normalization') &&
      NORMALIZATION.replace('FILLING', isTable ? '\n        x = torch.where(x.isnan(), self.fill, x)' : ''),
    (has('batchNorm') || blocks.length > 0) && BATCH_NORM,
    (isOddlyPadded || blocks.length > 0) && SAME,
    blocks.length > 0 && residualBlock(blocks[0]!),
    dropouts > 0 &&
      DROPOUT.replace('MASK', mask).replace(
        'CHANNELS',
        dropsPictures ? ' The mask is drawn with channels last.' : '',
      ),
  ].filter((text) => text !== false);
}

export const samePadded = same;
