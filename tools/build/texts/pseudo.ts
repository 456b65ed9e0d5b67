import { isPlural } from './catalogue.ts';
import { FORMS } from './finding.ts';
import type { Translate } from './rewrite.ts';
import type { SpokenLanguage } from './translation.ts';

/** A letter of no language for each of English, so that whatever is still English can be seen. */
const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['abcdefghijklmnopqrstuvwxyz', 'àƀċđēƒġħīĵķŀṁñōƥɋŕšŧũṽŵẋýž'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'ÀƁĊĐĒƑĠĦĪĴĶĿṀÑŌƤɊŔŠŦŨṼŴẊÝŽ'],
  ].flatMap(([plain, odd]) => [...plain!].map((letter, at) => [letter, [...odd!][at]!])),
);
/** Other languages take about a third more room. */
const LONGER = 0.3;
const FILLER = '~';
const WORD = 5;

const odd = (text: string) =>
  text.replace(/\{(?:\d+|n)\}|[A-Za-z]/g, (found) => (found.length > 1 ? found : LETTERS[found]!));

/** Breaks where words would. */
const filler = (length: number) =>
  length <= WORD
    ? FILLER.repeat(length)
    : FILLER.repeat(length).replace(new RegExp(`.{1,${WORD}}`, 'g'), ' $&');

/** A text as the pseudo language says it: `[Ŕũñš~~]`, longer by a third, with its places where they were. */
export function pseudo(text: string): string {
  const length = text.replace(/\{\d+\}/g, '').length;
  return `[${odd(text)}${filler(Math.ceil(length * LONGER))}]`;
}

/** A language that nobody speaks, made from English: what it does not reach is not translated. */
export const pseudoTranslate: Translate = (text) => {
  if (!isPlural(text)) return pseudo(text);
  const [one = '', other = ''] = text.split(FORMS);
  return { one: pseudo(one), other: pseudo(other) };
};

/** Its code is the usual one for such a language. */
export const PSEUDO: SpokenLanguage = {
  code: 'en-XA',
  name: pseudo('Pseudo'),
  translateOf: () => pseudoTranslate,
};
