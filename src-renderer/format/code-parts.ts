/** A piece of a sentence: words, or a command that somebody types. */
export interface SentencePart {
  text: string;
  isCode: boolean;
}

/** A sentence in its pieces: what stands between backticks is a command. */
export const codeParts = (sentence: string): SentencePart[] =>
  sentence
    .split(/(`[^`]+`)/)
    .filter((text) => text !== '')
    .map((text) =>
      /^`[^`]+`$/.test(text) ? { text: text.slice(1, -1), isCode: true } : { text, isCode: false },
    );
