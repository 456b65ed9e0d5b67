import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { catalogueOf, catalogueText } from '../../../tools/build/texts/catalogue';
import {
  languagesOf,
  missingAndUnused,
  parseLanguage,
  problemOf,
  translateWith,
} from '../../../tools/build/texts/language-file';
import { pseudo } from '../../../tools/build/texts/pseudo';
import { windowTexts } from '../../../tools/build/texts/window-texts';

const catalogue = windowTexts(process.cwd()).then(catalogueOf);

test('the catalogue has the texts that the window has: npm run texts writes it', async () => {
  const written = await readFile('src-renderer/texts/en.json', 'utf8');
  const isCurrent = written === catalogueText(await catalogue);
  expect(isCurrent, 'src-renderer/texts/en.json is older than the sources: npm run texts').toBe(true);
});

test('every language that is there is whole enough to be shown', async () => {
  for (const language of await languagesOf(process.cwd())) {
    expect(missingAndUnused(language, await catalogue), language.code).toEqual({ missing: 0, unused: 0 });
  }
});

const FILE = {
  language: 'Deutsch',
  everywhere: { Close: 'Schließen' },
  texts: { 'a.vue': { Close: 'Zu', '{n} run|{n} runs': { one: '{n} Lauf', other: '{n} Läufe' } } },
};

test('a text is looked for in its own file first, then among those that are the same everywhere', () => {
  const language = parseLanguage('de', JSON.stringify(FILE));
  const [inA, inB] = ['a.vue', 'b.vue'].map((path) => translateWith(language, path));
  const finding = {
    form: 'string',
    text: '',
    places: [],
    at: '',
    inMarkup: false,
    start: 0,
    end: 0,
  } as const;
  expect([inA!('Close', finding), inB!('Close', finding), inB!('Open', finding)]).toEqual([
    'Zu',
    'Schließen',
    undefined,
  ]);
  expect(inA!('{n} run|{n} runs', finding)).toEqual({ one: '{n} Lauf', other: '{n} Läufe' });
});

test('what is missing and what is there no more is counted', () => {
  const language = parseLanguage('de', JSON.stringify(FILE));
  const texts = { 'a.vue': { Open: { at: [] }, Close: { at: [] } }, 'b.vue': { Close: { at: [] } } };
  expect(missingAndUnused(language, { language: 'English', texts })).toEqual({ missing: 1, unused: 1 });
});

test('a translation without a place, or a plural without its forms, is refused with a reason', () => {
  expect(problemOf('{0} of {1}', '{1}, davon {0}')).toBeUndefined();
  expect(problemOf('{0} of {1}', 'davon {0}')).toContain('{0}, {1}');
  expect(problemOf('{n} run|{n} runs', 'Läufe')).toContain('each kind of number');
  expect(problemOf('{n} run|{n} runs', { one: '{n} Lauf' })).toContain('"other"');
  expect(problemOf('{n} run|{n} runs', { other: 'Läufe' })).toContain('{n}');
  expect(problemOf('Close', { other: '{n}' })).toContain('not a plural');
  expect(() => parseLanguage('de', JSON.stringify({ ...FILE, text: {} }))).toThrow('de.json');
});

test('the pseudo language leaves no English letter but those of its places', () => {
  expect(pseudo('Of {0} runs').replace('{0}', '')).not.toMatch(/[a-zA-Z]/);
  expect(pseudo('Of {0} runs')).toContain('{0}');
});
