import type { Shape } from '@shared/model/describe';
import { modelParameters } from '@shared/model/parameters';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Backend } from '../backend/backend';
import { CompiledRunner } from '../compile/compiled-runner';
import { initialWeights } from '../model/initial-weights';
import { EagerRunner } from './eager-runner';
import type { StepRunner } from './step-runner';

export interface RunnerOptions {
  backend: Backend;
  spec: RunSpec;
  inputShape: Shape;
  classes: number;
  /** sizes of the batches that will come, the ordinary one first */
  batches: readonly number[];
}

/** Runs each op by itself, with the weights that the spec's seed gives. */
export function makeEagerRunner({ spec, inputShape, classes }: RunnerOptions): StepRunner {
  const parameters = modelParameters(spec.model.layers, inputShape);
  return new EagerRunner(spec, inputShape, classes, parameters, initialWeights(parameters, spec.seed));
}

/**
 * The runner for a well-formed spec: compiled on TensorFlow, eager on WebAssembly, which has no graphs.
 *
 * @throws when the step cannot be compiled
 */
export function makeRunner(options: RunnerOptions): StepRunner {
  const { native } = options.backend;
  if (native === undefined) return makeEagerRunner(options);
  const { spec, inputShape, batches } = options;
  const parameters = modelParameters(spec.model.layers, inputShape);
  const initial = initialWeights(parameters, spec.seed);
  return new CompiledRunner({ backend: native, spec, inputShape, parameters, initial, batches });
}
