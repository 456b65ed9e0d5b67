import { describeModel, sizeOf, type Shape } from '@shared/model/describe';
import type { ParameterInfo } from '@shared/model/parameters';
import type { RunSpec } from '@shared/spec/run-spec';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { NamedArray } from '../checkpoint/safetensors';
import { FORWARD_BATCH } from '../evaluate/forward-batch';
import { matchArrays } from '../train/match-arrays';
import type { ForwardResults, StepResults, StepRunner } from '../train/step-runner';
import { adamStep } from './fused-adam';
import { LoadedGraph } from './loaded-graph';
import { TrainingGraph, type ForwardProgram, type StepProgram } from './training-graph';
import type { Variable } from './variables';

/**
 * Floating-point operations that one call may take, and how many steps at most. Eight steps of the MLP and
 * four of the CNN a call were measured to be 10 to 20 % faster than one; more gained nothing and take longer
 * to get ready.
 */
const FLOPS_PER_CALL = 7e9;
const MOST_STEPS_PER_CALL = 8;
/** A call blocks its thread, and with it stop and reports. */
const CALL_MILLISECONDS = 45;
/** Single steps that are timed before several are taken in a call; the first ones are slower. */
const TIMED_STEPS = 4;

/** A step costs about three forward passes: one forward, two for the gradients. */
function chooseStepsPerCall(spec: RunSpec, inputShape: Shape): number {
  const stepFlops = 3 * describeModel(spec.model.layers, inputShape).flops * spec.batchSize;
  return Math.min(MOST_STEPS_PER_CALL, Math.max(1, Math.floor(FLOPS_PER_CALL / Math.max(stepFlops, 1))));
}

export interface CompiledOptions {
  backend: NodeJSKernelBackend;
  spec: RunSpec;
  inputShape: Shape;
  parameters: readonly ParameterInfo[];
  initial: readonly Float32Array[];
  /** sizes of the batches that will come, the ordinary one first */
  batches: readonly number[];
}

/** Runs the training step as one TensorFlow graph; weights and optimizer state live in its session. */
export class CompiledRunner implements StepRunner {
  readonly mode = 'compiled';
  readonly mostStepsPerCall: number;
  /** the quickest of the first single steps, and how many were timed */
  #stepMilliseconds = Infinity;
  #timedSteps = 0;
  readonly #training: TrainingGraph;
  readonly #programs: StepProgram[] = [];
  readonly #forward: ForwardProgram;
  readonly #loaded: LoadedGraph;
  readonly #parameters: readonly ParameterInfo[];
  readonly #optimizer: RunSpec['optimizer'];
  readonly #inputSize: number;

  constructor({ backend, spec, inputShape, parameters, initial, batches }: CompiledOptions) {
    this.#parameters = parameters;
    this.#optimizer = spec.optimizer;
    this.#inputSize = sizeOf(inputShape);
    this.mostStepsPerCall = chooseStepsPerCall(spec, inputShape);
    const model = { backend, layers: spec.model.layers, inputShape, parameters, precision: spec.precision };
    this.#training = new TrainingGraph(model, spec.optimizer);
    for (const [index, batch] of [...new Set(batches)].entries()) {
      this.#programs.push(this.#training.addSteps(`step${index}`, 1, batch));
      if (index === 0 && this.mostStepsPerCall > 1) {
        this.#programs.push(this.#training.addSteps('steps', this.mostStepsPerCall, batch));
      }
    }
    this.#forward = this.#training.addForward('forward', FORWARD_BATCH);
    this.#loaded = new LoadedGraph(backend, this.#training.graph);
    this.#training.variables.forEach(({ weight, m, v }, index) => {
      this.#set(weight, initial[index]!);
      this.#set(m, new Float32Array(initial[index]!.length));
      this.#set(v, new Float32Array(initial[index]!.length));
    });
  }

  get stepsPerCall(): number {
    if (this.#timedSteps < TIMED_STEPS) return 1;
    const fits = this.mostStepsPerCall * this.#stepMilliseconds <= CALL_MILLISECONDS;
    return fits ? this.mostStepsPerCall : 1;
  }

  #set({ placeholder, shape, set }: Variable, values: Float32Array): void {
    this.#loaded.run([{ name: placeholder, shape, values }], [`${set}:0`]);
  }

  train(
    images: Uint8Array,
    labels: Uint8Array,
    steps: number,
    batch: number,
    firstStep: number,
  ): StepResults {
    const losses = new Float32Array(steps);
    const correct = new Int32Array(steps);
    for (let done = 0; done < steps;) {
      const program = this.#programFor(batch, steps - done);
      const from = done * batch;
      const count = program.steps * batch;
      const adam = Array.from({ length: program.steps }, (_, step) =>
        adamStep(this.#optimizer, firstStep + done + step),
      );
      const perStep = batch * this.#inputSize;
      const started = performance.now();
      const [gotLosses, gotCorrect] = this.#loaded.run(
        [
          {
            name: program.images,
            shape: [program.steps, perStep],
            values: images.subarray(from * this.#inputSize, (from + count) * this.#inputSize),
          },
          {
            name: program.labels,
            shape: [program.steps, batch],
            values: Int32Array.from(labels.subarray(from, from + count)),
          },
          {
            name: program.rates,
            shape: [program.steps],
            values: Float32Array.from(adam, ({ rate }) => rate),
          },
          {
            name: program.epsilons,
            shape: [program.steps],
            values: Float32Array.from(adam, ({ epsilon }) => epsilon),
          },
        ],
        [program.losses, program.correct],
      );
      if (program.steps === 1 && this.#timedSteps < TIMED_STEPS) {
        this.#stepMilliseconds = Math.min(this.#stepMilliseconds, performance.now() - started);
        this.#timedSteps++;
      }
      losses.set(gotLosses!, done);
      correct.set(gotCorrect!, done);
      done += program.steps;
    }
    return { losses, correct };
  }

  #programFor(batch: number, steps: number): StepProgram {
    const fitting = this.#programs.filter((program) => program.batch === batch && program.steps <= steps);
    const longest = fitting.reduce<StepProgram | undefined>(
      (best, program) => (best === undefined || program.steps > best.steps ? program : best),
      undefined,
    );
    if (longest === undefined) throw new Error(`no step was compiled for a batch of ${batch}`);
    return longest;
  }

  forward(images: Uint8Array, labels: Uint8Array, count: number): ForwardResults {
    const { batch } = this.#forward;
    // A part of a batch is filled up with zeros, whose results are left out.
    const paddedImages = new Uint8Array(batch * this.#inputSize);
    paddedImages.set(images.subarray(0, count * this.#inputSize));
    const paddedLabels = new Int32Array(batch);
    paddedLabels.set(labels.subarray(0, count));
    const [losses, predictions] = this.#loaded.run(
      [
        { name: this.#forward.images, shape: [paddedImages.length], values: paddedImages },
        { name: this.#forward.labels, shape: [batch], values: paddedLabels },
      ],
      [this.#forward.losses, this.#forward.predictions],
    );
    return {
      losses: Float32Array.from(losses!.subarray(0, count)),
      predictions: Int32Array.from(predictions!.subarray(0, count)),
    };
  }

  weights(): NamedArray[] {
    return this.#read(
      (name) => name,
      ({ weight }) => weight,
    );
  }

  optimizerState(): NamedArray[] {
    const m = this.#read(
      (name) => `m.${name}`,
      (variable) => variable.m,
    );
    const v = this.#read(
      (name) => `v.${name}`,
      (variable) => variable.v,
    );
    return m.flatMap((array, index) => [array, v[index]!]);
  }

  #read(
    nameOf: (name: string) => string,
    pick: (variable: TrainingGraph['variables'][number]) => Variable,
  ): NamedArray[] {
    const ports = this.#training.variables.map((variable) => `${pick(variable).read}:0`);
    const values = this.#loaded.run([], ports);
    return this.#parameters.map(({ name, shape }, index) => ({
      name: nameOf(name),
      shape,
      values: Float32Array.from(values[index]!),
    }));
  }

  loadWeights(arrays: readonly NamedArray[]): void {
    const values = matchArrays(this.#parameters, arrays);
    this.#training.variables.forEach(({ weight }, index) => this.#set(weight, values[index]!));
  }

  loadOptimizerState(arrays: readonly NamedArray[]): void {
    for (const slot of ['m', 'v'] as const) {
      const wanted = this.#parameters.map((info) => ({ ...info, name: `${slot}.${info.name}` }));
      const values = matchArrays(wanted, arrays);
      this.#training.variables.forEach((variable, index) => this.#set(variable[slot], values[index]!));
    }
  }

  dispose(): void {
    this.#loaded.dispose();
  }
}
