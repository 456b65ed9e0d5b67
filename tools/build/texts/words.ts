/** A word of a sentence, with whatever stands before and after it there. */
const WORD = /^[("“‘]?[A-Za-zÀ-ÿ][a-zÀ-ÿ]*(?:[’'-][a-zÀ-ÿ]+)*[.,;:!?…)”’"]*$/;
const ONE_WORD = /^[A-Z][a-zà-ÿ]+(?:[’'-][a-zà-ÿ]+)*[.:…!?]?$/;
const LETTERS = /[A-Za-zÀ-ÿ]{2}/;
/** Made of letters, and yet no words: `learningRate`, `warmup-cosine`, `conv2d`, `data.dataset`, `.csv`, `#/runs`, `snake_case`. */
const IDENTIFIER = /^[.#/@]|[a-z][A-Z]|[_/\\]|\d[a-z]|[a-z]\d|[a-z]\.[a-z]|^[a-z]+(-[a-z0-9]+)+$|:\/\/|^--/;

/** Of markup, styles and fonts. */
const CODE = /<\/?[a-z]+[ >]|var\(--|sans-serif|="/;

export const hasLetters = (text: string): boolean => LETTERS.test(text);

/**
 * Whether a string is words for people wherever it stands: more than one word of which one at least is of small letters, or
 * one with a capital first letter.
 *
 * @param text with `{0}` for what is put in
 */
export function isSentence(text: string): boolean {
  if (CODE.test(text)) return false;
  const tokens = text.split(/\s+/);
  const words = tokens.filter((token) => WORD.test(token) && hasLetters(token));
  if (tokens.length > 1 && words.length > 0) return true;
  return ONE_WORD.test(text.trim());
}

/** Whether a string is words where only words are expected: also "done", not `learningRate`. */
export function isWord(text: string): boolean {
  const inner = text.trim().replace(/\{\d+\}/g, '');
  return hasLetters(inner) && !CODE.test(inner) && (inner.includes(' ') || !IDENTIFIER.test(inner));
}
