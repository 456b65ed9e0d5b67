import { layoutOf } from '@shared/data/layout';
import { PREPARATION_FILE } from '@shared/export/target';
import { modelParameters } from '@shared/model/parameters';
import type { Loss } from '@shared/spec/run-spec';
import type { ExportedFile, ExportedModel } from './exported-model';

/** How a class's likelihood follows from what the last layer gives; see `likelihoods`. */
export type LikelihoodRule = 'softmax' | 'sigmoid' | 'clip to 0…1';

/** One column of a table, as the model takes it: `at` is the place of its first number in the row. */
type PreparedColumn =
  | { name: string; type: 'number'; at: number; ifMissing: number | null }
  | { name: string; type: 'category'; at: number; categories: string[] };

type PreparedInput =
  | {
      type: 'pictures';
      /** height, width, channels, in this order in memory */
      shape: readonly number[];
      colours: 'grey' | 'red, green, blue' | 'as they came';
      /** what the bytes 0 to 255 are divided by before the first layer */
      divideBy: 255;
    }
  | { type: 'table'; numbers: number; columns: PreparedColumn[] }
  | { type: 'numbers'; shape: readonly number[] };

type PreparedOutput =
  | { type: 'classes'; names: readonly string[]; likelihood: LikelihoodRule }
  | {
      type: 'values';
      names: readonly string[];
      /** value = what the last layer gives · deviation + mean, one of each for each value */
      mean: readonly number[];
      deviation: readonly number[];
    };

/** `preparation.json`: all that stands between a sample as people have it and the model's numbers, and back. */
export interface Preparation {
  version: 1;
  input: PreparedInput;
  output: PreparedOutput;
}

const LIKELIHOODS: Record<Loss, LikelihoodRule> = {
  'softmax-cross-entropy': 'softmax',
  'binary-cross-entropy': 'sigmoid',
  'mean-squared-error': 'clip to 0…1',
  'mean-absolute-error': 'clip to 0…1',
  huber: 'clip to 0…1',
};

export const likelihoodRule = (loss: Loss): LikelihoodRule => LIKELIHOODS[loss];

const coloursOf = (channels: number) =>
  channels === 1 ? 'grey' : channels === 3 ? 'red, green, blue' : 'as they came';

/** What the first layer fills missing numbers with, where it is a normalization. */
function fillsOf({ spec, inputShape, weights }: ExportedModel): Float32Array | undefined {
  const fill = modelParameters(spec.model.layers, inputShape).find(
    ({ layer, role }) => layer === 0 && role === 'fill',
  );
  return fill && weights.find(({ name }) => name === fill.name)?.values;
}

function preparedInput(model: ExportedModel): PreparedInput {
  const { input } = model;
  if (input.type === 'pictures') {
    const { shape } = input;
    return { type: 'pictures', shape, colours: coloursOf(shape[2]), divideBy: 255 };
  }
  if (input.type === 'numbers') return { type: 'numbers', shape: input.shape };
  const fills = fillsOf(model);
  let at = 0;
  const columns = input.columns.map((column): PreparedColumn => {
    const { name } = column;
    const from = at;
    if (column.type === 'number') {
      at += 1;
      return { name, type: 'number', at: from, ifMissing: fills?.[from] ?? null };
    }
    at += column.categories.length;
    return { name, type: 'category', at: from, categories: column.categories };
  });
  return { type: 'table', numbers: at, columns };
}

function preparedOutput({ target, scale, spec }: ExportedModel): PreparedOutput {
  const { names } = target;
  if (target.type === 'classes') return { type: 'classes', names, likelihood: likelihoodRule(spec.loss) };
  const { mean, deviation } = scale ?? { mean: names.map(() => 0), deviation: names.map(() => 1) };
  return { type: 'values', names, mean, deviation };
}

/** How samples are prepared for a model, and what its outputs mean. */
export const preparationOf = (model: ExportedModel): Preparation => ({
  version: 1,
  input: preparedInput(model),
  output: preparedOutput(model),
});

export { PREPARATION_FILE };

/** The file that goes with every format. */
export const preparationFile = (model: ExportedModel): ExportedFile => ({
  path: PREPARATION_FILE,
  bytes: new TextEncoder().encode(`${JSON.stringify(preparationOf(model), null, 2)}\n`),
});

/** The same in sentences, for a model card or a comment in a script. */
export function preparationWords(model: ExportedModel): string[] {
  const { input, output } = preparationOf(model);
  const words: string[] = [];
  if (input.type === 'pictures') {
    words.push(
      `A sample is a picture of ${input.shape.join(' × ')} numbers: height, width and channels (${input.colours}), channels last. Bytes from 0 to 255 are divided by 255.`,
    );
  } else if (input.type === 'numbers') {
    words.push(`A sample is ${input.shape.join(' × ')} numbers, as they are.`);
  } else {
    words.push(
      `A sample is a row of ${input.numbers} numbers, in the order of \`columns\` in ${PREPARATION_FILE}. A column of numbers is one of them; a column of categories is one for each category, of which the row's own is 1 and the others are 0.`,
    );
    const fills = input.columns.some((column) => column.type === 'number' && column.ifMissing !== null);
    words.push(
      fills
        ? 'A number that is missing is NaN: the model fills it in. A category that is missing leaves all of its numbers 0.'
        : 'No number may be missing. A category that is missing leaves all of its numbers 0.',
    );
  }
  const isScaled = layoutOf({ input: model.input, target: model.target }).target === 'values';
  if (isScaled) {
    words.push(
      `The last layer gives one number for each value, scaled: value = number · deviation + mean, both in ${PREPARATION_FILE}.`,
    );
  } else if (output.type === 'classes') {
    const rule = {
      softmax: 'Their softmax says how likely each class is.',
      sigmoid: 'The logistic function of each says how likely its class is.',
      'clip to 0…1': 'Each, cut off below 0 and above 1, says how likely its class is.',
    }[output.likelihood];
    words.push(`The last layer gives one number for each class, in the order of \`names\`. ${rule}`);
  }
  return words;
}
