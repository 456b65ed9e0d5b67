import * as tf from '@tensorflow/tfjs-core';

/**
 * The one kernel that training a convolutional net needs and tfjs-backend-wasm 4.22 lacks: the gradient of
 * a convolution with respect to its filter.
 *
 * For each place (i, j) of the filter, dW[i, j] = X[i::s, j::s]ᵀ · dY: the patch of the padded input that
 * this place saw, as a matrix [batch·height·width, in], times the output's gradient as a matrix
 * [batch·height·width, out].
 */
export function registerConv2dBackpropFilter(): void {
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs;
      if (x === undefined || dy === undefined) throw new Error('Conv2DBackpropFilter needs x and dy.');
      const { strides, pad, dimRoundingMode, filterShape, dataFormat } =
        attrs as unknown as tf.Conv2DBackpropFilterAttrs;
      if (dataFormat !== 'NHWC') throw new Error('Conv2DBackpropFilter on WebAssembly knows NHWC only.');
      const info = tf.backend_util.computeConv2DInfo(
        x.shape as [number, number, number, number],
        filterShape,
        strides,
        1,
        pad,
        dimRoundingMode,
      );
      const { batchSize, inChannels, outChannels, outHeight, outWidth } = info;
      const { strideHeight, strideWidth, filterHeight, filterWidth, padInfo } = info;
      return tf.tidy(() => {
        const picture = tf.engine().makeTensorFromTensorInfo(x) as tf.Tensor4D;
        const gradient = tf.engine().makeTensorFromTensorInfo(dy);
        const padded = tf.pad(picture, [
          [0, 0],
          [padInfo.top, padInfo.bottom],
          [padInfo.left, padInfo.right],
          [0, 0],
        ]);
        const positions = batchSize * outHeight * outWidth;
        const columns = tf.reshape(gradient, [positions, outChannels]);
        const places: tf.Tensor[] = [];
        for (let row = 0; row < filterHeight; row++) {
          for (let column = 0; column < filterWidth; column++) {
            const seen = tf.stridedSlice(
              padded,
              [0, row, column, 0],
              [
                batchSize,
                row + (outHeight - 1) * strideHeight + 1,
                column + (outWidth - 1) * strideWidth + 1,
                inChannels,
              ],
              [1, strideHeight, strideWidth, 1],
            );
            places.push(tf.matMul(tf.reshape(seen, [positions, inChannels]), columns, true, false));
          }
        }
        return tf.reshape(tf.stack(places), filterShape);
      });
    },
  });
}
