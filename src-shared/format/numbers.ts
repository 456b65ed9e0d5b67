import { plural, type PluralForms } from './plural';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

export const MISSING = '–';

export const count = (value: number): string => whole.format(value);

/** 1.2M and the like, where a column is too narrow for all digits. */
export const short = (value: number): string => compact.format(value);

/** Four decimals tell nothing of a smaller loss. */
const SMALL_LOSS = 1e-3;

/**
 * Losses have four decimals, or three digits where they are very small or large; accuracies are percentages with two, so
 * that neither is taken for the other.
 */
export const loss = (value: number | null | undefined): string => {
  if (value === null || value === undefined) return MISSING;
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1000) return value.toExponential(2).replace('e+', 'e');
  return size > 0 && size < SMALL_LOSS ? value.toExponential(2).replace('e-', 'e−') : value.toFixed(4);
};

export const accuracy = (value: number | null | undefined): string => {
  if (value === null || value === undefined) return MISSING;
  return Number.isFinite(value) ? `${(value * 100).toFixed(2)}%` : String(value);
};

/** R²: a share of the variance, which falls below 0 where the mean would have told more. */
export const share = (value: number | null | undefined): string => {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const digits = Math.abs(value) >= 100 ? 0 : 4;
  return value.toFixed(digits).replace('-', '−');
};

/** A value in units of its own, with as many digits as an eye can use: "43.27", "1,204", "3.1e−5". */
export const amount = (value: number | null | undefined): string => {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-3) {
    return Number(value.toPrecision(4)).toExponential().replace('e+', 'e').replaceAll('-', '−');
  }
  const text = new Intl.NumberFormat('en', {
    maximumSignificantDigits: size >= 1e4 ? 9 : 4,
    maximumFractionDigits: 4,
  });
  return text.format(size >= 1e4 ? Math.round(value) : value).replace('-', '−');
};

export const percent = (value: number): string => `${Math.round(value * 100)}%`;

export const capitalized = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** "1 problem", "2 problems" */
export const counted = (value: number, one: string | PluralForms, many?: string): string =>
  plural(value, count(value), one, many);

/** What stands behind a field that counts: "epoch" behind 1, "epochs" behind all else, also while it is empty. */
export const unitFor = (value: unknown, one: string | PluralForms, many?: string): string =>
  plural(typeof value === 'number' ? value : 0, '', one, many).trim();

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
