/** What is counted, in the forms of a language: one for each of its kinds of numbers, with `{n}` where the number is. */
export interface PluralForms extends Partial<Record<Intl.LDMLPluralRule, string>> {
  /** as in BCP 47 */
  language: string;
  other: string;
}

const rules = new Map<string, Intl.PluralRules>();

function rulesOf(language: string): Intl.PluralRules {
  const known = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, known);
  return known;
}

/**
 * A number with what is counted. In the sources that is English (one, and many); a build of the window in another language
 * puts that one's forms in their stead.
 *
 * @param written the number, as it is to be read
 */
export function plural(value: number, written: string, one: string | PluralForms, many?: string): string {
  if (typeof one === 'string') return `${written} ${value === 1 ? one : (many ?? `${one}s`)}`;
  return (one[rulesOf(one.language).select(value)] ?? one.other).replace('{n}', written);
}
