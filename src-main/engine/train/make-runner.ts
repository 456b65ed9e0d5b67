import type { Shape } from '@shared/model/describe';
import { modelParameters } from '@shared/model/parameters';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Backend } from '../backend/backend';
import { initialWeights } from '../model/initial-weights';
import { EagerRunner } from './eager-runner';
import type { StepRunner } from './step-runner';

/** The runner for a well-formed spec, with the weights that its seed gives. */
export function makeRunner(
  _backend: Backend,
  spec: RunSpec,
  inputShape: Shape,
  classes: number,
): StepRunner {
  const parameters = modelParameters(spec.model.layers, inputShape);
  return new EagerRunner(spec, inputShape, classes, parameters, initialWeights(parameters, spec.seed));
}
