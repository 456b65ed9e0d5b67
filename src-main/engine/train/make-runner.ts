import type { Shape } from '@shared/model/describe';
import { modelParameters } from '@shared/model/parameters';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Backend } from '../backend/backend';
import { CompiledRunner } from '../compile/compiled-runner';
import { initialWeights } from '../model/initial-weights';
import { EagerRunner } from './eager-runner';
import type { StepRunner } from './step-runner';

/**
 * The runner for a well-formed spec, with the weights that its seed gives: compiled on TensorFlow, eager on
 * WebAssembly, which has no graphs.
 *
 * @param batches sizes of the batches that will come, the ordinary one first
 */
export function makeRunner(
  { native }: Backend,
  spec: RunSpec,
  inputShape: Shape,
  classes: number,
  batches: readonly number[],
): StepRunner {
  const parameters = modelParameters(spec.model.layers, inputShape);
  const initial = initialWeights(parameters, spec.seed);
  return native
    ? new CompiledRunner({ backend: native, spec, inputShape, parameters, initial, batches })
    : new EagerRunner(spec, inputShape, classes, parameters, initial);
}
