const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

export const MISSING = '–';

export const count = (value: number): string => whole.format(value);

/** 1.2M and the like, where a column is too narrow for all digits. */
export const short = (value: number): string => compact.format(value);

/** Losses have four decimals, accuracies are percentages with two, so that neither is taken for the other. */
export const loss = (value: number | null | undefined): string => {
  if (value === null || value === undefined) return MISSING;
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1000 ? value.toExponential(2).replace('e+', 'e') : value.toFixed(4);
};

export const accuracy = (value: number | null | undefined): string => {
  if (value === null || value === undefined) return MISSING;
  return Number.isFinite(value) ? `${(value * 100).toFixed(2)}%` : String(value);
};

export const percent = (value: number): string => `${Math.round(value * 100)}%`;

export const capitalized = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** "1 problem", "2 problems" */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** A setting such as a learning rate, with as many digits as it has. */
export const setting = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential().replace('e-', 'e−') : String(value);

/** A rate that was worked out, not typed: four digits tell all that an eye can use. */
export const rate = (value: number): string => setting(Number(value.toPrecision(4)));

export const shape = (sizes: readonly number[]): string => sizes.map(count).join(' × ');

/** Steps in a sentence of the engine's: "step 12,345", "4,220 steps". */
export const withSeparators = (text: string): string =>
  text
    .replace(/(?<=\bsteps? )\d{4,}\b/g, (digits) => count(Number(digits)))
    .replace(/\b\d{4,}(?= steps?\b)/g, (digits) => count(Number(digits)));
