import { FORMS } from './finding.ts';
import type { WindowTexts } from './window-texts.ts';

/** What a translator is told of a text. */
export interface Entry {
  /** where it stands in the file: elements, attributes, functions */
  at: string[];
  /** what is put into it, as it stands in the source */
  places?: string[];
}

export interface Catalogue {
  language: 'English';
  /** of each file, in the order in which they stand there */
  texts: Record<string, Record<string, Entry>>;
}

const MOST_CHARACTERS = 100;

/** A piece of source in one line, as a hint. */
const inOneLine = (source: string): string => {
  const line = source.replace(/\s+/g, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line;
};

/** The English texts of the window, as a translator reads them. */
export function catalogueOf({ sources, findings }: Pick<WindowTexts, 'sources' | 'findings'>): Catalogue {
  const texts: Catalogue['texts'] = {};
  for (const [path, found] of findings) {
    const source = sources.get(path) ?? '';
    const ofFile = (texts[path] ??= {});
    for (const { text, at, places } of found) {
      const known = ofFile[text];
      if (known) {
        if (at !== '' && !known.at.includes(at)) known.at.push(at);
      } else {
        const put = places.map(({ start, end }) => inOneLine(source.slice(start, end)));
        ofFile[text] = { at: at === '' ? [] : [at], ...(put.length > 0 && { places: put }) };
      }
    }
  }
  return { language: 'English', texts };
}

/** As it is kept in `src-renderer/texts/en.json`: a text a line, so that a change of one is a line, too. */
export function catalogueText({ language, texts }: Catalogue): string {
  const files = Object.entries(texts).map(([path, ofFile]) => {
    const lines = Object.entries(ofFile).map(
      ([text, entry]) => `      ${JSON.stringify(text)}: ${JSON.stringify(entry)}`,
    );
    return `    ${JSON.stringify(path)}: {\n${lines.join(',\n')}\n    }`;
  });
  return `{\n  "language": ${JSON.stringify(language)},\n  "texts": {\n${files.join(',\n')}\n  }\n}\n`;
}

export const isPlural = (text: string): boolean => text.startsWith('{n} ') && text.includes(`${FORMS}{n} `);
