"""The models as modules of Flax. Its BatchNorm has momentum 0.99 and epsilon 1e-5 unless told otherwise."""

from flax import nnx


class Mlp(nnx.Module):
    def __init__(self, *, rngs):
        self.hidden = nnx.Linear(784, 256, rngs=rngs)
        self.out = nnx.Linear(256, 10, rngs=rngs)

    def __call__(self, x):
        return self.out(nnx.relu(self.hidden(x.reshape(x.shape[0], -1))))


class Cnn(nnx.Module):
    def __init__(self, *, rngs):
        self.conv1 = nnx.Conv(1, 32, (3, 3), padding="SAME", rngs=rngs)
        self.conv2 = nnx.Conv(32, 64, (3, 3), padding="SAME", rngs=rngs)
        self.hidden = nnx.Linear(7 * 7 * 64, 128, rngs=rngs)
        self.out = nnx.Linear(128, 10, rngs=rngs)

    def __call__(self, x):
        x = nnx.max_pool(nnx.relu(self.conv1(x)), (2, 2), (2, 2))
        x = nnx.max_pool(nnx.relu(self.conv2(x)), (2, 2), (2, 2))
        return self.out(nnx.relu(self.hidden(x.reshape(x.shape[0], -1))))


def convolution(channels, filters, size, strides, rngs):
    return nnx.Conv(
        channels,
        filters,
        (size, size),
        strides=strides,
        padding="SAME",
        use_bias=False,
        kernel_init=nnx.initializers.he_normal(),
        rngs=rngs,
    )


class ResidualBlock(nnx.Module):
    def __init__(self, channels, filters, strides, *, rngs):
        self.conv1 = convolution(channels, filters, 3, strides, rngs)
        self.norm1 = nnx.BatchNorm(filters, rngs=rngs)
        self.conv2 = convolution(filters, filters, 3, 1, rngs)
        self.norm2 = nnx.BatchNorm(filters, rngs=rngs)
        self.is_projected = strides > 1 or channels != filters
        if self.is_projected:
            self.projection = convolution(channels, filters, 1, strides, rngs)
            self.projection_norm = nnx.BatchNorm(filters, rngs=rngs)

    def __call__(self, x):
        y = nnx.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        shortcut = self.projection_norm(self.projection(x)) if self.is_projected else x
        return nnx.relu(y + shortcut)


class ResNet(nnx.Module):
    def __init__(self, *, rngs):
        self.conv = convolution(3, 16, 3, 1, rngs)
        self.norm = nnx.BatchNorm(16, rngs=rngs)
        blocks, channels = [], 16
        for filters in (16, 32, 64):
            for block in range(3):
                strides = 2 if filters > 16 and block == 0 else 1
                blocks.append(ResidualBlock(channels, filters, strides, rngs=rngs))
                channels = filters
        self.blocks = nnx.List(blocks)
        self.out = nnx.Linear(64, 10, rngs=rngs)

    def __call__(self, x):
        x = nnx.relu(self.norm(self.conv(x)))
        for block in self.blocks:
            x = block(x)
        return self.out(x.mean((1, 2)))


class Table(nnx.Module):
    def __init__(self, *, rngs):
        self.hidden1 = nnx.Linear(54, 128, rngs=rngs)
        self.hidden2 = nnx.Linear(128, 128, rngs=rngs)
        self.out = nnx.Linear(128, 7, rngs=rngs)

    def __call__(self, x):
        x = nnx.relu(self.hidden1(x.reshape(x.shape[0], -1)))
        return self.out(nnx.relu(self.hidden2(x)))


MODULES = {"mlp": Mlp, "cnn": Cnn, "resnet": ResNet, "table": Table}
