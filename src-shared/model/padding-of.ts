import { slidOver } from './shape';

/** TensorFlow's padding: what is missing, half of it in front, rounded down. */
export function paddingOf(
  size: number,
  window: number,
  strides: number,
  padding: 'same' | 'valid',
): [before: number, after: number] {
  if (padding === 'valid') return [0, 0];
  const missing = Math.max((slidOver(size, window, strides, 'same') - 1) * strides + window - size, 0);
  const before = Math.floor(missing / 2);
  return [before, missing - before] as [number, number];
}
