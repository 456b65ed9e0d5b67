const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size as a figure and its unit, which is set paler. */
export function size(bytes: number): { figure: string; unit: string } {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : unit >= 3 ? 2 : 1;
  return { figure: value.toFixed(digits), unit: UNITS[unit]! };
}

/** Whether a library holds nothing but the few bytes that say that it is one. */
export const isEmptyLibrary = (bytes: number): boolean => bytes < 1000;

export const sizeText = (bytes: number): string => {
  const { figure, unit } = size(bytes);
  return `${figure} ${unit}`;
};

/** How much a library takes, in a sentence. */
export const libraryText = (bytes: number): string =>
  isEmptyLibrary(bytes) ? 'almost nothing' : sizeText(bytes);
