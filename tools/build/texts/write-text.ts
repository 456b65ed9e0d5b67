import { trimmed, type Finding } from './finding.ts';

const inScript = (text: string) =>
  text
    .replace(/[\\'`]|\$\{/g, (found) => `\\${found}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');

/** What would end an attribute or a mustache, or be read as an entity there, is written by its number. */
const inMarkupScript = (text: string) =>
  inScript(text).replace(/["&<>{}]/g, (found) => `\\x${found.charCodeAt(0).toString(16)}`);

const inMarkup = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('{', '&#123;');

/** How a text is written where it was found: its words, what is put in between them, and what is around all of it. */
export interface Writing {
  words(text: string): string;
  put(source: string): string;
  around: readonly [before: string, after: string];
}

export function writing(finding: Finding): Writing {
  const words = finding.inMarkup ? inMarkupScript : inScript;
  switch (finding.form) {
    case 'markup':
      return { words: inMarkup, put: (source) => source, around: ['', ''] };
    case 'attribute':
      return { words: inMarkup, put: (source) => source, around: ['"', '"'] };
    case 'template':
      return { words, put: (source) => `\${${source}}`, around: ['`', '`'] };
    case 'string':
    case 'plural':
      return { words, put: (source) => source, around: ["'", "'"] };
  }
}

/** The blanks around the words of a string, which no translation has to repeat. */
export function blanksOf({ form }: Finding, source: string): readonly [before: string, after: string] {
  if (form === 'markup' || form === 'plural') return ['', ''];
  const { before, after } = trimmed(source.slice(1, -1));
  return [before, after];
}
