import type * as tfjs from '@tensorflow/tfjs-core';

/** A function that multiplies two square matrices and waits for the result. */
export function squareProduct(tf: typeof tfjs, size: number): () => void {
  const a = tf.fill([size, size], 0.5) as tfjs.Tensor2D;
  return () => {
    const product = tf.matMul(a, a);
    // One value is enough to wait: the backend computes at once.
    product.dispose();
  };
}
