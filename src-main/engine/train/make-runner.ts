import type { SampleKind } from '@shared/data/layout';
import type { Shape } from '@shared/model/describe';
import { modelParameters, type ParameterInfo } from '@shared/model/parameters';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Backend } from '../backend/backend';
import { CompiledRunner } from '../compile/compiled-runner';
import { nativeKernels } from '../compile/native-kernels';
import { initialWeights } from '../model/initial-weights';
import { plainKernels, type Kernels } from '../model/kernels';
import { EagerRunner } from './eager-runner';
import type { StepRunner } from './step-runner';

export interface RunnerOptions {
  backend: Backend;
  spec: RunSpec;
  inputShape: Shape;
  /** left out: pictures with classes */
  samples?: SampleKind;
  /** values for arrays that are set by the data and not drawn, by their name */
  adapted?: ReadonlyMap<string, Float32Array>;
  /** sizes of the batches that will come, the ordinary one first */
  batches: readonly number[];
  /** sizes of forward passes, smallest first; left out: as many samples as make it quick */
  forwardRows?: readonly number[] | undefined;
}

/** A model's arrays, with the values that its seed gives them. */
export interface InitialModel {
  parameters: readonly ParameterInfo[];
  initial: readonly Float32Array[];
}

/** Drawing the weights takes a while for large models: whoever makes two runners draws them once. */
export function initialModel({ spec, inputShape, adapted }: RunnerOptions): InitialModel {
  const parameters = modelParameters(spec.model.layers, inputShape);
  const drawn = initialWeights(parameters, spec.seed);
  return { parameters, initial: parameters.map(({ name }, index) => adapted?.get(name) ?? drawn[index]!) };
}

/** The kernels for steps that are run op by op. */
export const kernelsOf = ({ native }: Backend): Kernels =>
  native === undefined ? plainKernels : nativeKernels(native);

/**
 * Runs each op by itself: with TensorFlow's kernels where they are, so that what differs from the compiled step is how
 * it is run, and not in which order a long sum is taken.
 */
export function makeEagerRunner(options: RunnerOptions, model = initialModel(options)): EagerRunner {
  const { spec, inputShape, backend, samples } = options;
  const { parameters, initial } = model;
  return new EagerRunner(spec, inputShape, parameters, initial, kernelsOf(backend), samples);
}

/**
 * The runner for a well-formed spec: compiled on TensorFlow, eager on WebAssembly, which has no graphs.
 *
 * @throws when the step cannot be compiled
 */
export function makeRunner(options: RunnerOptions, model = initialModel(options)): StepRunner {
  const { native } = options.backend;
  if (native === undefined) return makeEagerRunner(options, model);
  const { spec, inputShape, samples, batches, forwardRows } = options;
  return new CompiledRunner({ backend: native, spec, inputShape, samples, batches, forwardRows, ...model });
}
