import type { DatasetInput } from '../contract/dataset';

/** What a run's model is shown; runs of older versions were on pictures, and say so by their shape alone. */
export function inputOf({
  input,
  inputShape,
}: {
  input: DatasetInput | null;
  inputShape: readonly number[];
}): DatasetInput {
  if (input !== null) return input;
  const [height = 1, width = 1, channels = 1] = inputShape;
  return { type: 'pictures', shape: [height, width, channels] };
}
