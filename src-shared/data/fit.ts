import type { DatasetTarget } from '../contract/dataset';
import type { Shape } from '../model/shape';

interface Sample {
  shape: Shape;
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

/**
 * Why a model that was trained on one dataset cannot be used on another, in a sentence; undefined when it can.
 *
 * @param name of the dataset
 */
export function fitProblem(name: string, its: Sample, model: Sample): string | undefined {
  if (its.shape.join() !== model.shape.join()) {
    return `${name} has ${shapeWords(its.shape)}, but this model was trained on ${shapeWords(model.shape)}: choose a dataset that fits.`;
  }
  if (its.target.type !== model.target.type || its.target.names.length !== model.target.names.length) {
    return `${name} has ${counted(its.target)} to predict, but this model predicts ${counted(model.target)}: choose a dataset that fits.`;
  }
  return undefined;
}
