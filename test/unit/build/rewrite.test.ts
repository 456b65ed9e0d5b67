import { compileTemplate, parse } from 'vue/compiler-sfc';
import { beforeAll, expect, test } from 'vitest';
import { findTexts } from '../../../tools/build/texts/find-texts';
import { rewrite, type Translate } from '../../../tools/build/texts/rewrite';
import { parseModule } from '../../../tools/build/texts/syntax';
import { windowTexts, type WindowTexts } from '../../../tools/build/texts/window-texts';

const translated = (path: string, source: string, said: Record<string, string | Record<string, string>>) =>
  rewrite(source, findTexts(path, source, new Set()), (text) => said[text], 'de');

test('a translation stands where the English text stood, in whatever order its places are', () => {
  expect(
    translated('a.ts', "const a = `${few} of ${all} runs`, b = counted(n, 'run');", {
      '{0} of {1} runs': 'von {1} Läufen {0}',
      '{n} run|{n} runs': { one: '{n} Lauf', other: '{n} Läufe' },
    }),
  ).toBe(
    "const a = `von ${all} Läufen ${few}`, b = counted(n, { language: 'de', one: '{n} Lauf', other: '{n} Läufe' });",
  );
});

test('words within a place are translated, whether the sentence around them is or not', () => {
  const source = "say(`${n} ${n === 1 ? 'run' : 'runs'} at all`);";
  const said = { run: 'Lauf', runs: 'Läufe' };
  expect(translated('a.ts', source, said)).toBe("say(`${n} ${n === 1 ? 'Lauf' : 'Läufe'} at all`);");
  expect(translated('a.ts', source, { ...said, '{0} {1} at all': 'insgesamt {0} {1}' })).toBe(
    "say(`insgesamt ${n} ${n === 1 ? 'Lauf' : 'Läufe'}`);",
  );
});

test('what would end a string, a mustache, an attribute or an element is escaped', () => {
  const source = `<template><p title="Some words">Some words <b :title="is ? 'Some words' : \`\${a} and words\`" /></p></template>`;
  const odd = `'"\`<b>&amp; {{ x }} \${y} \\n`;
  const out = rewrite(
    source,
    findTexts('A.vue', source, new Set()),
    (text) => text.replace(/words?/, () => odd),
    'de',
  );
  const { descriptor, errors } = parse(out);
  expect(errors).toEqual([]);
  const { code } = compileTemplate({
    source: '',
    ast: descriptor.template!.ast!,
    filename: 'A.vue',
    id: 'a',
  });
  // As a program that runs says it: three strings and a template, each with the very same characters.
  const strings = JSON.stringify(normal(parseModule(code)));
  expect(strings.split(JSON.stringify(odd).slice(1, -1)).length - 1).toBe(4);
});

/** Of code, what it does: not where it stands, nor how its strings are quoted. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  const ignored = /^(start|end|loc|extra|raw|leadingComments|trailingComments|innerComments|range)$/;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !ignored.test(key))
      .map(([key, field]) => [key, normal(field)]),
  );
}

function meaning(path: string, source: string): string {
  if (!path.endsWith('.vue')) return JSON.stringify(normal(parseModule(source)));
  const { descriptor, errors } = parse(source, { filename: path });
  expect(errors, path).toEqual([]);
  const scripts = [descriptor.script, descriptor.scriptSetup].map(
    (block) => block && normal(parseModule(block.content)),
  );
  const template = descriptor.template?.ast;
  if (!template) return JSON.stringify(scripts);
  const compiled = compileTemplate({ source: '', ast: template, filename: path, id: 'x', isProd: true });
  expect(compiled.errors, path).toEqual([]);
  return JSON.stringify([scripts, normal(parseModule(compiled.code))]);
}

let texts: WindowTexts;
beforeAll(async () => {
  texts = await windowTexts(process.cwd());
});

test('English put in the stead of English leaves every component and module of the window as it is', () => {
  const same: Translate = (text, { form }) => (form === 'plural' ? undefined : text);
  for (const [path, findings] of texts.findings) {
    const source = texts.sources.get(path)!;
    const out = rewrite(source, findings, same, 'en');
    expect(meaning(path, out) === meaning(path, source), path).toBe(true);
  }
});
