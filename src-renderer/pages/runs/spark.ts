export interface Spark {
  path: string;
  /** where the best epoch lies */
  best: { x: number; y: number } | undefined;
}

const [LEFT, RIGHT, TOP, BOTTOM] = [2, 102, 3, 17] as const;

/**
 * A little line of the validation loss of each epoch, as wide as the part of the run that is done. Lowest is best. With
 * one value there is a point and no line.
 */
export function spark(
  rows: readonly { epoch: number; valLoss: number | null }[],
  epochs: number,
): Spark | undefined {
  const known = rows.flatMap(({ epoch, valLoss: value }) =>
    value !== null && Number.isFinite(value) ? [{ epoch, value }] : [],
  );
  if (known.length === 0) return undefined;
  const [least, most] = [
    Math.min(...known.map((one) => one.value)),
    Math.max(...known.map((one) => one.value)),
  ];
  const first = known[0]!.epoch;
  const x = (epoch: number) => LEFT + ((epoch - first) / Math.max(1, epochs - first)) * (RIGHT - LEFT);
  const y = (value: number) =>
    most > least ? TOP + ((most - value) / (most - least)) * (BOTTOM - TOP) : BOTTOM;
  const points = known.map((one) => ({ x: x(one.epoch), y: y(one.value), value: one.value }));
  const best = points.find((point) => point.value === least);
  return {
    path: points
      .map((point, index) => `${index ? 'L' : 'M'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`)
      .join(''),
    best,
  };
}
