/** "beta 1 0.9, beta 2 0.999": what a folded group holds, as far as it can be read. */
export const valueWords = (
  values: readonly (readonly [label: string, value: unknown])[],
  shown: (value: number) => string,
): string =>
  values
    .flatMap(([label, value]) => (typeof value === 'number' ? [`${label} ${shown(value)}`] : []))
    .join(', ');
