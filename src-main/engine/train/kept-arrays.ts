import * as tf from '@tensorflow/tfjs-core';
import type { ParameterInfo } from '@shared/model/parameters';
import type { NamedArray } from '../checkpoint/safetensors';
import type { OptimizerRule } from '../optimizer/rule';
import { emaName, emaSource } from './ema';
import { matchArrays } from './match-arrays';

/** An array of the model with what is kept beside it. */
export interface KeptArray {
  info: ParameterInfo;
  weight: tf.Variable;
  /** in the order of the rule's slots; none for running means of norms */
  slots: tf.Variable[];
  ema: tf.Variable | undefined;
}

/**
 * Makes the variables of a model.
 *
 * @param initial the values of each parameter
 * @param hasEma whether a running mean of each trained one is kept
 */
export function keepArrays(
  parameters: readonly ParameterInfo[],
  initial: readonly Float32Array[],
  rule: OptimizerRule,
  hasEma: boolean,
): KeptArray[] {
  // Inside a tidy, so that the values that a variable takes over are freed with it alone.
  const variable = (values: () => tf.Tensor) => tf.tidy(() => tf.variable(values(), true));
  return parameters.map((info, index) => {
    const shape = [...info.shape];
    const own = () => tf.tensor(initial[index]!, shape);
    const slots = info.trained ? rule.slots : [];
    return {
      info,
      weight: variable(own),
      slots: slots.map(() => variable(() => tf.fill(shape, rule.initialSlot))),
      ema: info.trained && hasEma ? variable(own) : undefined,
    };
  });
}

/** A tensor's values, by a name. Waits for the device. */
export const copyOf = (name: string, tensor: tf.Tensor): NamedArray => ({
  name,
  shape: tensor.shape.slice(),
  values: tensor.dataSync<'float32'>().slice(),
});

/** All weights, and behind them their running means where they are kept. */
export const weightsOf = (kept: readonly KeptArray[]): NamedArray[] => [
  ...kept.map(({ info, weight }) => copyOf(info.name, weight)),
  ...kept.flatMap(({ info, ema }) => (ema ? [copyOf(emaName(info.name), ema)] : [])),
];

const slotName = (rule: OptimizerRule, index: number, { name }: ParameterInfo): string =>
  `${rule.slots[index]!}.${name}`;

/** @param trained the arrays that the optimizer changes */
export const optimizerStateOf = (trained: readonly KeptArray[], rule: OptimizerRule): NamedArray[] =>
  trained.flatMap(({ info, slots }) => slots.map((slot, index) => copyOf(slotName(rule, index, info), slot)));

function assign(
  wanted: readonly { info: ParameterInfo; variable: tf.Variable }[],
  arrays: readonly NamedArray[],
): void {
  const values = matchArrays(
    wanted.map(({ info }) => info),
    arrays,
  );
  for (const [index, { variable }] of wanted.entries()) {
    tf.tidy(() => variable.assign(tf.tensor(values[index]!, variable.shape)));
  }
}

/** @throws Error where one of them is missing, or of another shape */
export function assignWeights(kept: readonly KeptArray[], arrays: readonly NamedArray[]): void {
  const wanted = kept.flatMap(({ info, weight, ema }) => [
    { info, variable: weight },
    // A model that came without running means begins them anew.
    ...(ema ? [{ info: emaSource(info, arrays), variable: ema }] : []),
  ]);
  assign(wanted, arrays);
}

/** @throws Error where one of them is missing, or of another shape */
export function assignOptimizerState(
  trained: readonly KeptArray[],
  rule: OptimizerRule,
  arrays: readonly NamedArray[],
): void {
  const wanted = trained.flatMap(({ info, slots }) =>
    slots.map((variable, index) => ({ info: { ...info, name: slotName(rule, index, info) }, variable })),
  );
  assign(wanted, arrays);
}
