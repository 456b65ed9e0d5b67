import fc from 'fast-check';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimizerSchema } from '@shared/spec/optimizer';
import { loadBackend } from '../../../../src-main/engine/backend/backend';
import { DataType } from '../../../../src-main/engine/compile/data-type';
import { control, Graph } from '../../../../src-main/engine/compile/graph';
import { LoadedGraph, type Feed } from '../../../../src-main/engine/compile/loaded-graph';
import type { CompiledUpdate } from '../../../../src-main/engine/compile/updates/compiled-update';
import { fusedAdam } from '../../../../src-main/engine/compile/updates/fused-adam';
import { fusedSgd } from '../../../../src-main/engine/compile/updates/fused-sgd';
import { updateOf } from '../../../../src-main/engine/compile/updates/update-of';
import { addVariable } from '../../../../src-main/engine/compile/variables';
import { nativeReady } from '../native-ready';

const float = { type: DataType.float32 } as const;
const RATE = 0.05;

const sgd = (rest: object) => {
  const optimizer = optimizerSchema.parse({ name: 'sgd', learningRate: RATE, ...rest });
  if (optimizer.name !== 'sgd') throw new Error('another optimizer');
  return optimizer;
};
const adam = (rest: object) => {
  const optimizer = optimizerSchema.parse({ name: 'adam', learningRate: RATE, ...rest });
  if (optimizer.name !== 'adam') throw new Error('another optimizer');
  return optimizer;
};

describe.skipIf(!nativeReady)("TensorFlow's fused updates", () => {
  let native: NodeJSKernelBackend;
  beforeAll(async () => {
    native = (await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' })).native!;
  });

  /** One weight after each of these gradients. */
  function weightsOf(
    update: CompiledUpdate,
    slotCount: number,
    start: number,
    gradients: readonly number[],
    decay: number,
  ): number[] {
    const graph = new Graph();
    const placeholder = (name: string, shape: number[]) =>
      graph.node('Placeholder', [], { dtype: float, shape: { shape } }, name);
    const weight = addVariable(graph, 'w', [1]);
    const slots = Array.from({ length: slotCount }, (_, i) => addVariable(graph, `slot${i}`, [1]));
    const gradient = placeholder('gradient', [1]);
    const scalars = update.scalarsAt(1, RATE).map((_, i) => placeholder(`scalar${i}`, []));
    const read = graph.node('ReadVariableOp', [weight.handle], { dtype: float });
    const done = update.add(graph, { weight, read, slots, gradient, scalars, decay, after: [] });
    graph.node('Identity', [graph.scalar(1), ...control(done)], { T: float }, 'stepped');
    const loaded = new LoadedGraph(native, graph);
    for (const [i, variable] of [weight, ...slots].entries()) {
      const values = Float32Array.of(i === 0 ? start : 0);
      loaded.run([{ name: variable.placeholder, shape: [1], values }], [`${variable.set}:0`]);
    }
    const weights = gradients.map((value, index) => {
      const feeds: Feed[] = [
        { name: gradient, shape: [1], values: Float32Array.of(value) },
        ...update
          .scalarsAt(index + 1, RATE)
          .map((scalar, i) => ({ name: scalars[i]!, shape: [], values: Float32Array.of(scalar) })),
      ];
      loaded.run(feeds, ['stepped:0']);
      return loaded.run([], [`${weight.read}:0`])[0]![0]!;
    });
    loaded.dispose();
    return weights;
  }

  const number = fc.double({ min: -3, max: 3, noNaN: true });
  const gradientsOf = fc.array(number, { minLength: 3, maxLength: 5 });
  const expectClose = (ours: readonly number[], wanted: readonly number[]) => {
    expect(ours).toHaveLength(wanted.length);
    for (const [i, value] of wanted.entries()) {
      expect(Math.abs(ours[i]! - value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(value)));
    }
  };

  it.each([
    [0, false],
    [0.9, false],
    [0.9, true],
  ])('SGD with momentum %f, Nesterov %s, and decay: w − rate · (d + λ · w)', (momentum, nesterov) => {
    fc.assert(
      fc.property(number, gradientsOf, fc.constantFrom(0, 0.3), (start, gradients, decay) => {
        let [w, t] = [start, 0];
        const wanted = gradients.map((g) => {
          t = momentum * t + g;
          const direction = nesterov ? g + momentum * t : t;
          w -= RATE * (direction + decay * w);
          return w;
        });
        const slots = momentum === 0 ? 0 : 1;
        expectClose(weightsOf(fusedSgd(sgd({ momentum, nesterov })), slots, start, gradients, decay), wanted);
      }),
      { numRuns: 8 },
    );
  });

  it("Adam, with optax's epsilon beside the corrected root, and decay", () => {
    const [beta1, beta2] = [0.9, 0.999];
    fc.assert(
      fc.property(
        number,
        gradientsOf,
        fc.constantFrom(0, 0.3),
        fc.constantFrom(1e-8, 0.01),
        (start, gradients, decay, epsilon) => {
          let [w, m, v] = [start, 0, 0];
          const wanted = gradients.map((g, i) => {
            m = beta1 * m + (1 - beta1) * g;
            v = beta2 * v + (1 - beta2) * g * g;
            const step = m / (1 - beta1 ** (i + 1)) / (Math.sqrt(v / (1 - beta2 ** (i + 1))) + epsilon);
            w -= RATE * (step + decay * w);
            return w;
          });
          const optimizer = adam({ beta1, beta2, epsilon });
          expectClose(weightsOf(fusedAdam(optimizer), 2, start, gradients, decay), wanted);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('Adam forgets all that was before where its betas are 0, and so goes without the kernel', () => {
    const optimizer = adam({ beta1: 0, beta2: 0, epsilon: 1e-8 });
    const [, , last] = weightsOf(updateOf(native, optimizer), 2, 0, [1, 1, 1e-5], 0);
    // Each step is a full one, by the sign alone.
    expect(last).toBeCloseTo(-3 * RATE, 4);
    const [, , kernels] = weightsOf(fusedAdam(optimizer), 2, 0, [1, 1, 1e-5], 0);
    expect(Math.abs(kernels! + 3 * RATE)).toBeGreaterThan(1e-2);
  });
});
