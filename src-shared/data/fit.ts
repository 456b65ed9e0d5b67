import type { DatasetInput, DatasetTarget, FeatureColumn } from '../contract/dataset';
import type { Shape } from '../model/shape';
import { areNumbers, isPlaceName } from './counting-names';
import { inputShapeOf } from './layout';

/** What samples are, and what is to be said of them. */
interface Sample {
  input: DatasetInput;
  target: DatasetTarget;
}

/** "10 classes", "1 value" */
export const counted = ({ type, names }: DatasetTarget): string => {
  const [one, many] = type === 'classes' ? ['class', 'classes'] : ['value', 'values'];
  return `${names.length} ${names.length === 1 ? one : many}`;
};

/** What samples are, in a few words. */
export const shapeWords = (shape: Shape): string =>
  shape.length === 1 ? `rows of ${shape[0]} numbers` : `samples of ${shape.join(' × ')}`;

const KINDS = { pictures: 'pictures', table: 'rows of a table', numbers: 'arrays of numbers' } as const;
const HOLDS = { number: 'numbers', category: 'categories' } as const;

/** Of two names at one place: a column that came without a name may be any. */
const isSameName = (one: string, other: string): boolean =>
  one === other || isPlaceName(one) !== isPlaceName(other);

const named = (name: string | undefined): string => (name === undefined ? 'nothing' : `"${name}"`);

function columnProblem(
  name: string,
  its: FeatureColumn,
  model: FeatureColumn,
  index: number,
): string | undefined {
  if (!isSameName(its.name, model.name)) {
    return `column ${index + 1} of ${name} is "${its.name}", where this model was trained on "${model.name}"`;
  }
  const column = `column "${its.name}" of ${name}`;
  if (its.type !== model.type) {
    return `${column} holds ${HOLDS[its.type]}, where this model was trained on ${HOLDS[model.type]}`;
  }
  if (its.type === 'number' || model.type === 'number') return undefined;
  const length = Math.max(its.categories.length, model.categories.length);
  for (let at = 0; at < length; at++) {
    const [one, other] = [its.categories[at], model.categories[at]];
    if (one === other) continue;
    return `category ${at + 1} of ${column} is ${named(one)}, where this model was trained on ${named(other)}`;
  }
  return undefined;
}

function columnsProblem(
  name: string,
  its: readonly FeatureColumn[],
  model: readonly FeatureColumn[],
): string | undefined {
  if (its.length !== model.length) return undefined;
  for (const [index, column] of its.entries()) {
    const problem = columnProblem(name, column, model[index]!, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function namesProblem(name: string, its: DatasetTarget, model: DatasetTarget): string | undefined {
  const isOfClasses = its.type === 'classes';
  if (isOfClasses && (areNumbers(its.names) || areNumbers(model.names))) return undefined;
  const isSame = (one: string, other: string) => (isOfClasses ? one === other : isSameName(one, other));
  const at = its.names.findIndex((one, index) => !isSame(one, model.names[index]!));
  if (at === -1) return undefined;
  const what = isOfClasses ? 'class' : 'value';
  return `${what} ${at + 1} of ${name} is "${its.names[at]}", where this model predicts "${model.names[at]}"`;
}

/** What comes first of all that keeps samples from being like others: a clause without an end. */
function difference(name: string, its: Sample, model: Sample): string | undefined {
  const [shape, modelShape] = [inputShapeOf(its.input), inputShapeOf(model.input)];
  if (its.input.type === 'table' && model.input.type === 'table') {
    const problem = columnsProblem(name, its.input.columns, model.input.columns);
    if (problem !== undefined) return problem;
  }
  if (shape.join() !== modelShape.join()) {
    return `${name} has ${shapeWords(shape)}, but this model was trained on ${shapeWords(modelShape)}`;
  }
  if (its.input.type !== model.input.type) {
    return `${name} has ${KINDS[its.input.type]}, but this model was trained on ${KINDS[model.input.type]}`;
  }
  if (its.target.type !== model.target.type || its.target.names.length !== model.target.names.length) {
    return `${name} has ${counted(its.target)} to predict, but this model predicts ${counted(model.target)}`;
  }
  return namesProblem(name, its.target, model.target);
}

/**
 * Why a model that was trained on one dataset cannot be used on another, in a sentence; undefined when it can. Columns,
 * categories, classes and values are told apart by their places, so each must be called the same.
 *
 * @param name of the dataset
 * @param advice what to do about it, in a few words
 */
export function fitProblem(
  name: string,
  its: Sample,
  model: Sample,
  advice = 'choose a dataset that fits, or import it again with the same columns and classes in the same order',
): string | undefined {
  const found = difference(name, its, model);
  if (found === undefined) return undefined;
  const sentence = `${found}: ${advice}.`;
  return found.startsWith(name) ? sentence : `${sentence[0]!.toUpperCase()}${sentence.slice(1)}`;
}
