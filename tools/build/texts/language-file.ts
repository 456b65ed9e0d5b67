import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isPlural, type Catalogue } from './catalogue.ts';
import { PLACE } from './finding.ts';
import type { Translate } from './rewrite.ts';

/** Where languages lie, each in a file that is called by its code. */
export const FOLDER = 'src-renderer/texts';
const ENGLISH = 'en';

const PLURALS = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;
const translation = z.union([z.string(), z.partialRecord(z.enum(PLURALS), z.string())]);
type Translation = z.infer<typeof translation>;

/** A text as the catalogue has it is not translated yet. */
const notYet = z.object({ at: z.array(z.string()) });
const translations = z
  .record(z.string(), z.union([translation, notYet]))
  .transform((texts) =>
    Object.fromEntries(
      Object.entries(texts).flatMap(([text, said]): [string, Translation][] =>
        typeof said === 'object' && 'at' in said ? [] : [[text, said]],
      ),
    ),
  );

const languageSchema = z.strictObject({
  /** what people who speak it call it */
  language: z.string().min(1),
  /** texts that are the same in whatever file they stand */
  everywhere: translations.default({}),
  texts: z.record(z.string(), translations).default({}),
});

export interface Language extends z.infer<typeof languageSchema> {
  /** as in BCP 47: "de", "pt-BR" */
  code: string;
}

const placesIn = (text: string) => [...text.matchAll(PLACE)].map(([place]) => place).sort();

/** What is wrong with a translation, in a sentence; undefined where nothing is. */
export function problemOf(english: string, said: Translation): string | undefined {
  if (isPlural(english) !== (typeof said !== 'string')) {
    return isPlural(english)
      ? `“${english}” needs a form for each kind of number: { "one": "{n} …", "other": "{n} …" }.`
      : `“${english}” is one text, not a plural.`;
  }
  if (typeof said !== 'string') {
    if (said.other === undefined) return `“${english}” needs the form "other".`;
    return Object.values(said).every((form) => form === undefined || form.includes('{n}'))
      ? undefined
      : `Each form of “${english}” needs {n}, where the number is.`;
  }
  const [wanted, given] = [placesIn(english), placesIn(said)];
  if (wanted.join() === given.join()) return undefined;
  return `“${english}” has the places ${wanted.join(', ') || 'none'}, but “${said}” has ${given.join(', ') || 'none'}: each has to be there once.`;
}

/**
 * Reads a language from its file's text.
 *
 * Throws an Error that names all that is wrong with it, one to a line.
 */
export function parseLanguage(code: string, text: string): Language {
  const found = languageSchema.safeParse(JSON.parse(text));
  if (!found.success) throw new Error(`${FOLDER}/${code}.json: ${z.prettifyError(found.error)}`);
  const language = { code, ...found.data };
  const problems = [language.everywhere, ...Object.values(language.texts)].flatMap((texts) =>
    Object.entries(texts).flatMap(([english, said]) => problemOf(english, said) ?? []),
  );
  if (problems.length > 0) throw new Error(`${FOLDER}/${code}.json:\n${problems.join('\n')}`);
  return language;
}

/** Which of a catalogue's texts a language has not, and which it has that are there no more, by their files. */
export function missingAndUnused(
  language: Language,
  { texts }: Catalogue,
): { missing: number; unused: number } {
  const all = Object.entries(texts).flatMap(([path, ofFile]) =>
    Object.keys(ofFile).map((text) => [path, text] as const),
  );
  const isThere = ([path, text]: readonly [string, string]) =>
    Object.hasOwn(language.texts[path] ?? {}, text) || Object.hasOwn(language.everywhere, text);
  const own = Object.entries(language.texts).flatMap(([path, ofFile]) =>
    Object.keys(ofFile).filter((text) => !Object.hasOwn(texts[path] ?? {}, text)),
  );
  return { missing: all.filter((one) => !isThere(one)).length, unused: own.length };
}

/** How a language says the texts of a file. */
export function translateWith({ texts, everywhere }: Language, path: string): Translate {
  const ofFile = texts[path] ?? {};
  const lookUp = (known: Language['everywhere'], text: string) =>
    Object.hasOwn(known, text) ? known[text] : undefined;
  return (text) => {
    const said = lookUp(ofFile, text) ?? lookUp(everywhere, text);
    if (said === undefined || typeof said === 'string') return said;
    return Object.fromEntries(
      Object.entries(said).flatMap(([kind, form]) => (form === undefined ? [] : [[kind, form]])),
    );
  };
}

/** The languages beside English, by their codes. */
export async function languagesOf(root: string): Promise<Language[]> {
  const names = (await readdir(join(root, FOLDER))).filter((name) => name.endsWith('.json')).sort();
  const codes = names.map((name) => name.slice(0, -'.json'.length)).filter((code) => code !== ENGLISH);
  return Promise.all(
    codes.map(async (code) =>
      parseLanguage(code, await readFile(join(root, FOLDER, `${code}.json`), 'utf8')),
    ),
  );
}
