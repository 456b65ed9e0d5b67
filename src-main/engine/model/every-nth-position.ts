import * as tf from '@tensorflow/tfjs-core';

/** Puts `stride - 1` zeros behind each of the entries of an axis: [outer, size, inner] → [outer, size·stride, inner]. */
function spread(x: tf.Tensor, outer: number, size: number, inner: number, stride: number): tf.Tensor {
  const padded = tf.pad4d(tf.reshape(x, [outer, size, 1, inner]), [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  return tf.reshape(padded, [outer, size * stride, inner]);
}

/** Cuts an axis to `size` entries, or fills it up with zeros. */
function fit(x: tf.Tensor3D, size: number): tf.Tensor3D {
  const [outer, now, inner] = x.shape;
  if (now < size)
    return tf.pad3d(x, [
      [0, 0],
      [0, size - now],
      [0, 0],
    ]);
  return now === size ? x : tf.slice3d(x, [0, 0, 0], [outer, size, inner]);
}

/**
 * Every `stride`-th row and column of pictures: y[b, i, j, c] = x[b, i·stride, j·stride, c]. Its gradient puts
 * dy back where its pixels came from, and zeros between.
 *
 * @param x [batch, height, width, channels]
 * @returns [batch, ⌈height / stride⌉, ⌈width / stride⌉, channels]
 */
export function everyNthPosition(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const rows = Math.ceil(height / stride);
  const columns = Math.ceil(width / stride);
  const pick = tf.customGrad((input) => ({
    value: tf.stridedSlice(
      input as tf.Tensor,
      [0, 0, 0, 0],
      [batch, height, width, channels],
      [1, stride, stride, 1],
    ),
    gradFunc: (dy: tf.Tensor) => {
      const wide = fit(spread(dy, batch * rows, columns, channels, stride) as tf.Tensor3D, width);
      const high = fit(spread(wide, batch, rows, width * channels, stride) as tf.Tensor3D, height);
      return tf.reshape(high, [batch, height, width, channels]);
    },
  }));
  return pick(x) as tf.Tensor4D;
}
