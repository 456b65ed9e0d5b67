import type { RunSpec } from '@shared/spec/run-spec';
import type { NamedArray } from '../checkpoint/safetensors';
import { optimizerRule } from '../optimizer/rule';
import { emaName } from './ema';
import type { InitialModel } from './make-runner';
import type { RunnerState } from './watched-runner';

/** What a runner starts with before anything is loaded into it. */
export function initialState(
  { optimizer, ema }: Pick<RunSpec, 'optimizer' | 'ema'>,
  { parameters, initial }: InitialModel,
): RunnerState {
  const rule = optimizerRule(optimizer);
  const weights = parameters.map(({ name, shape }, index): NamedArray => ({
    name,
    shape,
    values: initial[index]!,
  }));
  const trained = weights.filter((_, index) => parameters[index]!.trained);
  const means = ema > 0 ? trained.map((array) => ({ ...array, name: emaName(array.name) })) : [];
  return {
    model: [...weights, ...means],
    optimizer: trained.flatMap(({ name, shape, values }) => {
      // The same memory for all slots of a weight: whoever loads them copies them.
      const start = new Float32Array(rule.slots.length > 0 ? values.length : 0).fill(rule.initialSlot);
      return rule.slots.map((slot) => ({ name: `${slot}.${name}`, shape, values: start }));
    }),
  };
}
