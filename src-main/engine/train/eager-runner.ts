import * as tf from '@tensorflow/tfjs-core';
import { PICTURES_WITH_CLASSES, type SampleKind } from '@shared/data/layout';
import { outputsOf, sizeOf, type Shape } from '@shared/model/describe';
import type { ParameterInfo } from '@shared/model/parameters';
import type { RunSpec } from '@shared/spec/run-spec';
import type { NamedArray } from '../checkpoint/safetensors';
import { forwardBatchOf } from '../evaluate/forward-batch';
import { forward, type NamedTensors } from '../model/forward';
import { testing, trainingMode } from '../model/forward-mode';
import { plainKernels, type Kernels } from '../model/kernels';
import { clipGradients, globalNorm } from '../optimizer/clip';
import { optimizerRule, type OptimizerRule } from '../optimizer/rule';
import { runningMean } from '../optimizer/update';
import { weightDecayOf } from '../optimizer/weight-decay';
import {
  assignOptimizerState,
  assignWeights,
  copyOf,
  keepArrays,
  optimizerStateOf,
  weightsOf,
  type KeptArray,
} from './kept-arrays';
import { lengthsOf } from './lengths';
import { lossOf } from './losses';
import { dropoutCount, dropoutSeeds, microBatchSizes } from './step-inputs';
import { gather } from './gather';
import { countCorrect, inputTensor, targetTensor } from './sample-tensors';
import type {
  ForwardResults,
  MeasuredStep,
  SampleArray,
  SampleRows,
  StepBatches,
  StepResults,
  StepRunner,
} from './step-runner';

type Rounding = (x: tf.Tensor) => tf.Tensor;

interface Step {
  loss: tf.Tensor;
  correct: tf.Tensor;
  measures: Measures | undefined;
}

/** What the compiled step is checked by. */
export type LossAndNorm = Pick<MeasuredStep, 'loss' | 'gradientNorm'>;

interface Measures {
  norm: tf.Tensor;
  /** sums of squares: of all gradients, then of all weights, then of all changes */
  squares: tf.Tensor;
  gradients: tf.Tensor[];
}

/** As if it had been rounded differently: every second value is one unit in the last place larger, the others smaller. */
function roundedOtherwise(x: tf.Tensor): tf.Tensor {
  const factors = Float32Array.from({ length: x.size }, (_, i) => 1 + (i % 2 === 0 ? 2 ** -23 : -(2 ** -23)));
  return tf.mul(x, tf.tensor(factors, x.shape));
}

/** Runs each op of a step one by one, on whatever backend is loaded. */
export class EagerRunner implements StepRunner {
  readonly mode = 'eager';
  readonly mostStepsPerCall = 1;
  readonly stepsPerCall = 1;
  readonly forwardBatch: number;
  readonly #kept: KeptArray[];
  readonly #trained: KeptArray[];
  readonly #weights: NamedTensors;
  /** what is tested: running means, where they are kept */
  readonly #tested: NamedTensors;
  readonly #rule: OptimizerRule;
  /** numbers of one sample's target */
  readonly #targetSize: number;

  constructor(
    readonly spec: RunSpec,
    readonly inputShape: Shape,
    parameters: readonly ParameterInfo[],
    initial: readonly Float32Array[],
    readonly kernels: Kernels = plainKernels,
    readonly samples: SampleKind = PICTURES_WITH_CLASSES,
  ) {
    this.#targetSize = samples.target === 'class' ? 1 : outputsOf(spec, inputShape);
    this.#rule = optimizerRule(spec.optimizer);
    this.forwardBatch = forwardBatchOf(spec, inputShape);
    this.#kept = keepArrays(parameters, initial, this.#rule, spec.ema > 0);
    this.#trained = this.#kept.filter(({ info }) => info.trained);
    this.#weights = new Map(this.#kept.map(({ info, weight }) => [info.name, weight]));
    this.#tested = new Map(this.#kept.map(({ info, weight, ema }) => [info.name, ema ?? weight]));
  }

  #gathered(samples: SampleRows, indices: Int32Array) {
    return gather(samples, indices, sizeOf(this.inputShape), this.#targetSize);
  }

  train(batches: StepBatches): StepResults {
    const { steps, batch, indices } = batches;
    const losses = new Float32Array(steps);
    const correct = new Int32Array(steps);
    for (let step = 0; step < steps; step++) {
      const from = step * batch;
      const result = this.#step(
        batches.samples,
        indices.subarray(from, from + batch),
        batches.firstStep + step,
        batches.learningRates[step]!,
      );
      // Waits for the device.
      losses[step] = result.loss.dataSync()[0]!;
      correct[step] = result.correct.dataSync()[0]!;
      tf.dispose([result.loss, result.correct]);
    }
    return { losses, correct };
  }

  trainMeasured(
    { samples, indices, firstStep, learningRates }: StepBatches,
    withGradients = false,
  ): MeasuredStep {
    const { loss, correct, measures } = this.#step(samples, indices, firstStep, learningRates[0]!, true);
    const names = this.#trained.map(({ info }) => info.name);
    const measured = {
      loss: loss.dataSync()[0]!,
      correct: correct.dataSync()[0]!,
      gradientNorm: measures!.norm.dataSync()[0]!,
      lengths: lengthsOf(names, measures!.squares.dataSync()),
      gradients: withGradients ? measures!.gradients.map((gradient, i) => copyOf(names[i]!, gradient)) : [],
    };
    tf.dispose([loss, correct, measures!.norm, measures!.squares, measures!.gradients]);
    return measured;
  }

  /** Loss and length of the gradient of a step that is not taken; running means of norms are moved on all the same. */
  lossAndNorm(batches: StepBatches): LossAndNorm {
    return this.#lossAndNorm(batches, (x) => x);
  }

  /** As `lossAndNorm`, from weights and inputs that were rounded differently: what rounding alone can change. */
  lossAndNormRoundedOtherwise(batches: StepBatches): LossAndNorm {
    for (const { weight } of this.#kept) tf.tidy(() => weight.assign(roundedOtherwise(weight)));
    return this.#lossAndNorm(batches, roundedOtherwise);
  }

  #lossAndNorm({ samples, indices, firstStep }: StepBatches, round: Rounding): LossAndNorm {
    const [loss, norm] = tf.tidy(() => {
      const { loss: mean, gradients } = this.#forwardAndBack(samples, indices, firstStep, round);
      return [mean, globalNorm(gradients)];
    });
    const found = { loss: loss.dataSync()[0]!, gradientNorm: norm.dataSync()[0]! };
    tf.dispose([loss, norm]);
    return found;
  }

  /** @param isMeasured where lengths are wanted */
  #step(samples: SampleRows, indices: Int32Array, step: number, rate: number, isMeasured = false): Step {
    const { optimizer } = this.spec;
    return tf.tidy(() => {
      const { loss, correct, gradients } = this.#forwardAndBack(samples, indices, step);
      if (!isMeasured) {
        this.#update(clipGradients(optimizer.clip, gradients), step, rate);
        return { loss, correct, measures: undefined };
      }
      const norm = globalNorm(gradients);
      const before = this.#trained.map(({ weight }) => tf.clone(weight));
      this.#update(clipGradients(optimizer.clip, gradients), step, rate);
      const changes = this.#trained.map(({ weight }, index) => tf.sub(weight, before[index]!));
      const squares = tf.stack([...gradients, ...before, ...changes].map((one) => tf.sum(tf.square(one))));
      return { loss, correct, measures: { norm, squares, gradients } };
    });
  }

  /** The mean loss and gradient of a batch, taken through the model in its parts. */
  #forwardAndBack(
    samples: SampleRows,
    indices: Int32Array,
    step: number,
    round?: Rounding,
  ): { loss: tf.Tensor; correct: tf.Tensor; gradients: tf.Tensor[] } {
    const { microBatches } = this.spec;
    const { inputs, targets } = this.#gathered(samples, indices);
    const batch = indices.length;
    const sizes = microBatchSizes(batch, microBatches);
    const seeds = dropoutSeeds(this.spec, sizes.length, step);
    const size = sizeOf(this.inputShape);
    let loss: tf.Tensor | undefined;
    let correct: tf.Tensor | undefined;
    let gradients: tf.Tensor[] | undefined;
    let from = 0;
    for (const [part, count] of sizes.entries()) {
      const its = this.#gradients(
        inputs.subarray(from * size, (from + count) * size),
        targets.subarray(from * this.#targetSize, (from + count) * this.#targetSize),
        seeds.subarray(2 * part * dropoutCount(this.spec)),
        round,
      );
      from += count;
      if (count === batch) {
        ({ loss, correct, gradients } = its);
        continue;
      }
      const share = count / batch;
      const mean = tf.mul(its.loss, share);
      loss = loss === undefined ? mean : tf.add(loss, mean);
      correct = correct === undefined ? its.correct : tf.add(correct, its.correct);
      const before = gradients;
      gradients = its.gradients.map((gradient, index) => {
        const weighted = tf.mul(gradient, share);
        return before === undefined ? weighted : tf.add(before[index]!, weighted);
      });
    }
    return { loss: loss!, correct: correct!, gradients: gradients! };
  }

  /** Of one part of a batch; running means of norms are moved on. */
  #gradients(inputs: SampleArray, targets: SampleArray, seeds: Int32Array, round: Rounding = (x) => x) {
    const { model, loss, labelSmoothing } = this.spec;
    const x = round(inputTensor(inputs, this.inputShape));
    const y = targetTensor(targets, x.shape[0]!);
    const mode = trainingMode(
      Array.from({ length: dropoutCount(this.spec) }, (_, index) =>
        tf.tensor1d(seeds.slice(2 * index, 2 * index + 2), 'int32'),
      ),
      this.kernels,
    );
    const hasClasses = this.samples.target !== 'values';
    let correct: tf.Tensor = tf.scalar(0);
    const { value, grads } = tf.variableGrads(
      () => {
        const logits = forward(model.layers, this.#weights, x, mode);
        correct = tf.keep(hasClasses ? countCorrect(logits, y) : tf.scalar(0, 'int32'));
        return tf.mean(lossOf(loss, labelSmoothing, logits, y)) as tf.Scalar;
      },
      this.#trained.map(({ weight }) => weight),
    );
    for (const { info, weight } of this.#kept) {
      const update = mode.updates.get(info.name);
      if (update === undefined) continue;
      weight.assign(update);
      update.dispose();
    }
    const counted = tf.clone(correct);
    correct.dispose();
    return {
      loss: value,
      correct: counted,
      gradients: this.#trained.map(({ weight }) => grads[weight.name]!),
    };
  }

  #update(gradients: readonly tf.Tensor[], step: number, rate: number): void {
    const { optimizer, ema: decay } = this.spec;
    const scalars = this.#rule.scalarsAt(step, rate).map((value) => tf.scalar(value));
    for (const [index, { info, weight, slots, ema }] of this.#trained.entries()) {
      const updated = this.#rule.update({
        weight,
        gradient: gradients[index]!,
        slots,
        scalars,
        decay: weightDecayOf(optimizer, info.role),
      });
      weight.assign(updated.weight);
      slots.forEach((slot, at) => slot.assign(updated.slots[at]!));
      ema?.assign(runningMean(ema, updated.weight, decay));
    }
  }

  forward(samples: SampleRows, indices: Int32Array): ForwardResults {
    const { model, loss, labelSmoothing } = this.spec;
    const { inputs, targets } = this.#gathered(samples, indices);
    const [losses, predictions, outputs] = tf.tidy(() => {
      const x = inputTensor(inputs, this.inputShape);
      const y = targetTensor(targets, indices.length);
      const logits = forward(model.layers, this.#tested, x, testing(this.kernels));
      return [lossOf(loss, labelSmoothing, logits, y), tf.argMax(logits, 1), logits];
    });
    // Waits for the device.
    const results = {
      losses: Float32Array.from(losses!.dataSync()),
      predictions: Int32Array.from(predictions!.dataSync()),
      outputs: Float32Array.from(outputs!.dataSync()),
    };
    tf.dispose([losses!, predictions!, outputs!]);
    return results;
  }

  weights(): NamedArray[] {
    return weightsOf(this.#kept);
  }

  optimizerState(): NamedArray[] {
    return optimizerStateOf(this.#trained, this.#rule);
  }

  loadWeights(arrays: readonly NamedArray[]): void {
    assignWeights(this.#kept, arrays);
  }

  loadOptimizerState(arrays: readonly NamedArray[]): void {
    assignOptimizerState(this.#trained, this.#rule, arrays);
  }

  dispose(): void {
    for (const { weight, slots, ema } of this.#kept) tf.dispose([weight, ...slots, ...(ema ? [ema] : [])]);
  }
}
