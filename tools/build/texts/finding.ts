/** A piece of a source file, by its offsets. */
export interface Span {
  start: number;
  end: number;
}

/** How a text is written in its source, and so how another one is written in its stead. */
export type Form = 'markup' | 'attribute' | 'string' | 'template' | 'plural';

/** A text for people, found in a source file. */
export interface Finding extends Span {
  form: Form;
  /** what is to be translated, with `{0}`, `{1}`… for its places and without blanks around it */
  text: string;
  /** what stands in its places, as it stands in the source; of a plural, its two forms */
  places: readonly Span[];
  /** where it stands, in words for whoever translates it: "<button>", "title of <button>", "in stateWords" */
  at: string;
  /** whether it stands in a component's template, where quotes and braces end more than a string */
  inMarkup: boolean;
}

/** Where a place stands in a text. */
export const PLACE = /\{(\d+)\}/g;

/** Divides the two forms of a plural, which have `{n}` where the number is. */
export const FORMS = '|';

/** The blanks before and after what is to be translated, which stay as they are. */
export function trimmed(text: string): { before: string; inner: string; after: string } {
  const [before, after] = [/^ */.exec(text)![0], / *$/.exec(text)![0]];
  return { before, inner: text.slice(before.length, text.length - after.length), after };
}
