import type { Finding, Span } from './finding.ts';
import { blanksOf, writing } from './write-text.ts';

/** A plural in a language: a form for each of its kinds of numbers (as in `Intl.PluralRules`), with `{n}` for the number. */
export type Forms = Readonly<Record<string, string>>;

/** What a text is in another language; undefined where nobody has said so. */
export type Translate = (text: string, finding: Finding) => string | Forms | undefined;

const isWithin = (inner: Span, outer: Span) => inner.start >= outer.start && inner.end <= outer.end;

/** Divides a text at its places: words, the number of a place, words… */
const divided = (text: string): (string | number)[] =>
  text.split(/\{(\d+)\}/).map((part, at) => (at % 2 === 0 ? part : Number(part)));

/**
 * A source file with its texts in another language. What has no translation stays in English, with whatever has one in it.
 *
 * @param findings of this source, as `findTexts` gives them
 * @param language its code, by which plurals are formed
 */
export function rewrite(
  source: string,
  findings: readonly Finding[],
  translate: Translate,
  language: string,
): string {
  const pluralOf = (forms: Forms, finding: Finding): string => {
    const { words, around } = writing(finding);
    const fields = Object.entries(forms).map(
      ([kind, form]) => `${kind}: ${around[0]}${words(form)}${around[1]}`,
    );
    return `{ language: '${language}', ${fields.join(', ')} }`;
  };

  /** A part of the source, with the outermost of these findings in another language. */
  function part(span: Span, within: readonly Finding[]): string {
    let written = '';
    let at = span.start;
    for (const finding of within) {
      if (finding.start < at) continue;
      const inner = within.filter((other) => other !== finding && isWithin(other, finding));
      written += source.slice(at, finding.start) + text(finding, inner);
      at = finding.end;
    }
    return written + source.slice(at, span.end);
  }

  function text(finding: Finding, inner: readonly Finding[]): string {
    const said = translate(finding.text, finding);
    if (said === undefined) return part(finding, inner);
    if (typeof said !== 'string') return pluralOf(said, finding);
    const { words, put, around } = writing(finding);
    const [before, after] = blanksOf(finding, source.slice(finding.start, finding.end));
    const pieces = divided(said).map((piece) => {
      if (typeof piece === 'string') return words(piece);
      const place = finding.places[piece];
      return place === undefined
        ? ''
        : put(
            part(
              place,
              inner.filter((other) => isWithin(other, place)),
            ),
          );
    });
    return `${around[0]}${before}${pieces.join('')}${after}${around[1]}`;
  }

  return part({ start: 0, end: source.length }, findings);
}
