/**
 * What was typed into a number field, as a value for the spec: an empty field is null and what is no number
 * stays text, so that the check can say what is wrong with it.
 */
export function typedNumber(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : trimmed;
}

/** How a value of the spec stands in its field. */
export const shownValue = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
