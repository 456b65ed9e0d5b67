import { PICTURES_WITH_CLASSES, type SampleKind } from '@shared/data/layout';
import type { Shape } from '@shared/model/describe';
import type { ParameterInfo } from '@shared/model/parameters';
import type { RunSpec } from '@shared/spec/run-spec';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { NamedArray } from '../checkpoint/safetensors';
import { forwardBatchOf } from '../evaluate/forward-batch';
import { optimizerRule } from '../optimizer/rule';
import { emaSource } from '../train/ema';
import { lengthsOf } from '../train/lengths';
import { matchArrays } from '../train/match-arrays';
import type {
  ForwardResults,
  MeasuredStep,
  SampleRows,
  StepBatches,
  StepResults,
  StepRunner,
} from '../train/step-runner';
import { asFloats, LoadedGraph, type Feed, type KeptFeed } from './loaded-graph';
import { SampleFeeder } from './sample-feeder';
import { stepFeeds } from './step-feeds';
import type { ForwardProgram, StepProgram } from './step-programs';
import { callSizes, mostStepsPerCall, StepsPerCall } from './steps-per-call';
import { TrainingGraph } from './training-graph';
import { targetSizeOf } from './trace-step';
import type { Variable } from './variables';

export interface CompiledOptions {
  backend: NodeJSKernelBackend;
  spec: RunSpec;
  inputShape: Shape;
  /** left out: pictures with classes */
  samples?: SampleKind | undefined;
  parameters: readonly ParameterInfo[];
  initial: readonly Float32Array[];
  /** sizes of the batches that will come, the ordinary one first */
  batches: readonly number[];
  /** sizes of forward passes, smallest first; left out: as many samples as make it quick */
  forwardRows?: readonly number[] | undefined;
}

/** The mean of one step's losses, summed in float64 and in order: it never depends on how many steps a call takes. */
function meanOf(losses: ArrayLike<number>, step: number, batch: number): number {
  let sum = 0;
  for (let i = step * batch; i < (step + 1) * batch; i++) sum += losses[i]!;
  return Math.fround(sum / batch);
}

/** Runs the training step as one TensorFlow graph; weights and optimizer state live in its session. */
export class CompiledRunner implements StepRunner {
  readonly mode = 'compiled';
  readonly mostStepsPerCall: number;
  readonly forwardBatch: number;
  readonly #stepsPerCall: StepsPerCall;
  /** programs that TensorFlow has made itself ready for */
  readonly #ready = new Set<StepProgram>();
  readonly #training: TrainingGraph;
  /** of each batch, by their steps */
  readonly #programs: StepProgram[] = [];
  /** smallest first */
  readonly #forwards: readonly ForwardProgram[];
  readonly #loaded: LoadedGraph;
  readonly #spec: RunSpec;
  readonly #samples: SampleFeeder;
  /** values that variables are to have before anything is run; not changed until then */
  readonly #due = new Map<Variable, Float32Array>();

  constructor(options: CompiledOptions) {
    const {
      backend,
      spec,
      inputShape,
      samples = PICTURES_WITH_CLASSES,
      parameters,
      initial,
      batches,
    } = options;
    this.#spec = spec;
    this.mostStepsPerCall = mostStepsPerCall(spec, inputShape);
    this.#training = new TrainingGraph({ backend, spec, inputShape, samples, parameters });
    this.#stepsPerCall = new StepsPerCall(this.mostStepsPerCall);
    for (const [index, batch] of [...new Set(batches)].entries()) {
      // Only the ordinary batch comes often enough for several in a call.
      for (const steps of callSizes(index === 0 ? this.mostStepsPerCall : 1)) {
        this.#programs.push(this.#training.addSteps(`batch${index}x${steps}`, steps, batch));
      }
    }
    const rows = options.forwardRows ?? [forwardBatchOf(spec, inputShape)];
    this.forwardBatch = rows.at(-1)!;
    this.#forwards = rows.map((count) => this.#training.addForward(`forward${count}`, count));
    this.#loaded = new LoadedGraph(backend, this.#training.graph);
    try {
      this.#samples = new SampleFeeder(this.#loaded, inputShape, targetSizeOf(this.#training.model));
      this.#begin(initial, optimizerRule(spec.optimizer).initialSlot);
    } catch (error) {
      // Nobody has a runner that could be disposed of.
      this.#loaded.dispose();
      throw error;
    }
  }

  #begin(initial: readonly Float32Array[], initialSlot: number): void {
    for (const [index, { info, weight, ema, slots }] of this.#training.variables.entries()) {
      const values = initial[index];
      if (values === undefined) throw new Error(`no values were given for ${info.name}`);
      this.#due.set(weight, values);
      if (ema) this.#due.set(ema.variable, values);
      const slotValues = new Float32Array(slots.length > 0 ? values.length : 0).fill(initialSlot);
      for (const { variable } of slots) this.#due.set(variable, slotValues);
    }
  }

  get stepsPerCall(): number {
    return this.#stepsPerCall.now;
  }

  /**
   * Runs a part of the graph, with the variables as they were last given. All that are due are set in one run: TensorFlow
   * takes some 50 ms in a residual network to get ready for each new set of them.
   */
  #run(feeds: readonly (Feed | KeptFeed)[], outputs: readonly string[]): ReturnType<LoadedGraph['run']> {
    if (this.#due.size > 0) {
      const due = [...this.#due];
      this.#due.clear();
      this.#loaded.run(
        due.map(([{ placeholder, shape }, values]) => ({ name: placeholder, shape, values })),
        due.map(([{ set }]) => `${set}:0`),
      );
    }
    return this.#loaded.run(feeds, outputs);
  }

  train(batches: StepBatches): StepResults {
    const { steps, batch } = batches;
    const losses = new Float32Array(steps);
    const correct = new Int32Array(steps);
    for (let done = 0; done < steps;) {
      const program = this.#programFor(batch, steps - done);
      const feeds = this.#feeds(program, batches, done);
      const started = performance.now();
      const [each, counts] = this.#run(feeds, this.#fetchesOf(program));
      const isUsual = batch === this.#programs[0]!.batch && this.#ready.has(program);
      if (isUsual) this.#stepsPerCall.took(program.steps, performance.now() - started);
      this.#ready.add(program);
      for (let step = 0; step < program.steps; step++) losses[done + step] = meanOf(each!, step, batch);
      correct.set(counts!, done);
      done += program.steps;
    }
    return { losses, correct };
  }

  trainMeasured(batches: StepBatches, withGradients = false): MeasuredStep {
    const program = this.#programFor(batches.batch, 1);
    const trained = this.#training.variables.filter(({ info }) => info.trained);
    const measures = program.measures!;
    const outputs = [program.losses, program.correct, program.gradientNorm];
    const withLengths = withGradients || this.#recordsNorms;
    if (withLengths) outputs.push(measures.halfSquares);
    if (withGradients) outputs.push(...measures.gradients);
    const [losses, correct, norm, ...rest] = this.#run(this.#feeds(program, batches, 0), outputs);
    const [halves, ...gradients] = withLengths ? rest : [];
    const names = trained.map(({ info }) => info.name);
    return {
      loss: meanOf(losses!, 0, program.batch),
      correct: correct![0]!,
      gradientNorm: norm![0]!,
      lengths: halves
        ? lengthsOf(
            names,
            Float64Array.from(halves, (half) => 2 * half),
          )
        : [],
      gradients: gradients.map((values, index) => ({
        name: names[index]!,
        shape: trained[index]!.info.shape,
        values: asFloats(values),
      })),
    };
  }

  get #recordsNorms(): boolean {
    return this.#spec.record.normsEvery > 0;
  }

  /**
   * What is fetched from a program. TensorFlow prepares itself anew for each set of outputs, for some 200 ms in a residual
   * network, so the first step has the same set as the check before it: that of a measured step where norms are
   * recorded, since the first step is measured then, else that of an ordinary one.
   */
  #fetchesOf({ steps, losses, correct, gradientNorm }: StepProgram): string[] {
    const isChecked = steps === 1 && !this.#recordsNorms;
    return isChecked ? [losses, correct, gradientNorm] : [losses, correct];
  }

  /** What a program is fed for the steps from `done` on. */
  #feeds(program: StepProgram, batches: StepBatches, done: number): (Feed | KeptFeed)[] {
    const { update } = this.#training;
    return stepFeeds(program, batches, done, { spec: this.#spec, update, samples: this.#samples });
  }

  /** The longest of the programs that are ready, or are due: getting one ready takes longer than a few single steps. */
  #programFor(batch: number, steps: number): StepProgram {
    const wanted = this.stepsPerCall;
    const longest = this.#programs.findLast(
      (program) =>
        program.batch === batch &&
        program.steps <= steps &&
        (program.steps === 1 || program.steps === wanted || this.#ready.has(program)),
    );
    if (longest === undefined) throw new Error(`no step was compiled for a batch of ${batch}`);
    return longest;
  }

  forward(samples: SampleRows, indices: Int32Array): ForwardResults {
    const count = indices.length;
    const program = this.#forwards.find(({ batch }) => batch >= count)!;
    // A part of a batch is filled up with its first row, whose results are left out.
    const padded = new Int32Array(program.batch).fill(indices[0]!);
    padded.set(indices);
    const feeds = this.#samples.feeds(program, samples, padded);
    const [losses, predictions, outputs] = this.#run(feeds, [
      program.losses,
      program.predictions,
      program.outputs,
    ]);
    return {
      losses: asFloats(losses!).subarray(0, count),
      predictions: Int32Array.from(predictions!.subarray(0, count)),
      outputs: asFloats(outputs!).subarray(0, (outputs!.length / program.batch) * count),
    };
  }

  weights(): NamedArray[] {
    const { variables } = this.#training;
    return this.#read([
      ...variables.map(({ info, weight }) => ({ name: info.name, variable: weight })),
      ...variables.flatMap(({ ema }) => (ema ? [ema] : [])),
    ]);
  }

  optimizerState(): NamedArray[] {
    return this.#read(this.#training.variables.flatMap(({ slots }) => slots));
  }

  #read(wanted: readonly { name: string; variable: Variable }[]): NamedArray[] {
    if (wanted.length === 0) return [];
    const values = this.#run(
      [],
      wanted.map(({ variable }) => `${variable.read}:0`),
    );
    return wanted.map(({ name, variable }, index) => ({
      name,
      shape: variable.shape,
      values: asFloats(values[index]!),
    }));
  }

  loadWeights(arrays: readonly NamedArray[]): void {
    const wanted = this.#training.variables.flatMap(({ info, weight, ema }) => [
      { name: info.name, shape: info.shape, variable: weight },
      ...(ema ? [{ name: emaSource(info, arrays).name, shape: info.shape, variable: ema.variable }] : []),
    ]);
    this.#load(wanted, arrays);
  }

  loadOptimizerState(arrays: readonly NamedArray[]): void {
    const wanted = this.#training.variables.flatMap(({ info, slots }) =>
      slots.map(({ name, variable }) => ({ name, shape: info.shape, variable })),
    );
    this.#load(wanted, arrays);
  }

  #load(
    wanted: readonly { name: string; shape: Shape; variable: Variable }[],
    arrays: readonly NamedArray[],
  ): void {
    const values = matchArrays(wanted, arrays);
    for (const [index, { variable }] of wanted.entries()) this.#due.set(variable, values[index]!);
  }

  dispose(): void {
    this.#samples.dispose();
    this.#loaded.dispose();
  }
}
