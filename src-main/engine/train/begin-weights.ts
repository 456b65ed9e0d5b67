import { takeOver, type Fit, type TakeOver } from '@shared/model/take-over';
import type { ParameterInfo } from '@shared/model/parameters';
import type { NamedArray } from '../checkpoint/safetensors';
import { asPlainWeights } from './ema';

/** The arrays that a run begins with, some of a checkpoint and some as its own seed drew them. */
export interface BeginWeights {
  arrays: NamedArray[];
  from: TakeOver;
}

/**
 * The weights of a run that begins anew with a checkpoint's.
 *
 * @param parameters of the run's model
 * @param fresh the run's own weights, as its seed draws them
 * @param given the checkpoint's model, running means and all
 * @throws Error with one sentence when an array that has to be taken over does not fit
 */
export function beginWeights(
  parameters: readonly ParameterInfo[],
  fresh: readonly NamedArray[],
  given: readonly NamedArray[],
  fit: Fit,
): BeginWeights {
  const plain = asPlainWeights(given);
  const from = takeOver(parameters, plain, fit);
  const [misfit] = from.misfits;
  if (misfit !== undefined) {
    throw new Error(
      `${misfit.name} is ${misfit.theirs?.join(' × ') ?? 'not there'} in the checkpoint, but this model needs ${misfit.shape.join(' × ')}.`,
    );
  }
  const taken = new Set(from.taken.map(({ name }) => name));
  const own = new Map(fresh.map((array) => [array.name, array]));
  const theirs = new Map(plain.map((array) => [array.name, array]));
  return { from, arrays: parameters.map(({ name }) => (taken.has(name) ? theirs : own).get(name)!) };
}
