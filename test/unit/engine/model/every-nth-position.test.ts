import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../../../../src-main/engine/backend/backend';
import { everyNthPosition } from '../../../../src-main/engine/model/every-nth-position';
import { nativeReady } from '../native-ready';

const size = fc.integer({ min: 1, max: 9 });
const cases = fc.record({ batch: size, height: size, width: size, channels: size, stride: size });
const backends = ['wasm', ...(nativeReady ? (['cpu'] as const) : [])] as const;

describe.each(backends)('every nth position on %s', (backend) => {
  beforeAll(async () => {
    const started = await loadBackend({ backend, threads: 2, oneDnn: true, precision: 'float32' });
    await tf.setBackend(started.native === undefined ? 'wasm' : 'tensorflow');
  });

  it('takes those pixels, and its gradient goes to them alone', () => {
    fc.assert(
      fc.property(cases, ({ batch, height, width, channels, stride }) => {
        const shape: [number, number, number, number] = [batch, height, width, channels];
        const values = Float32Array.from({ length: batch * height * width * channels }, (_, i) => i + 1);
        const [taken, gradient] = tf.tidy(() => {
          const x = tf.tensor4d(values, shape);
          const { value, grad } = tf.valueAndGrad((given) =>
            tf.sum(tf.square(everyNthPosition(given as tf.Tensor4D, stride))),
          )(x);
          value.dispose();
          return [everyNthPosition(x, stride).dataSync(), grad.dataSync()];
        });
        const wanted: number[] = [];
        const wantedGradient = new Float32Array(values.length);
        for (const [i, value] of values.entries()) {
          const column = Math.floor(i / channels) % width;
          const row = Math.floor(i / channels / width) % height;
          if (column % stride !== 0 || row % stride !== 0) continue;
          wanted.push(value);
          wantedGradient[i] = 2 * value;
        }
        expect([...taken]).toEqual(wanted);
        expect([...gradient]).toEqual([...wantedGradient]);
      }),
      { numRuns: 40 },
    );
  });
});
