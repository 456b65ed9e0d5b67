import { expect, test } from 'vitest';
import { findTexts, keysIn } from '../../../tools/build/texts/find-texts';

const inScript = (source: string) =>
  findTexts('a.ts', source, new Set(keysIn('a.ts', source))).map(({ text }) => text);
const inMarkup = (template: string, script = '') => {
  const source = `<script setup lang="ts">\n${script}\n</script>\n<template>${template}</template>\n`;
  return findTexts('A.vue', source, new Set(keysIn('A.vue', source))).map(({ text }) => text);
};

test('what is said to people in a script is found by what it looks like, or by where it stands', () => {
  expect(inScript("say('The link is copied.');")).toEqual(['The link is copied.']);
  expect(inScript("const tabs = [{ value: 'runs', label: 'Runs' }];")).toEqual(['Runs']);
  expect(inScript("const STATE_WORDS = { queued: 'queued', done: 'Done' };")).toEqual(['queued', 'Done']);
  expect(inScript("const stateWord = (is: boolean) => (is ? 'on' : 'off');")).toEqual(['on', 'off']);
  expect(inScript("const words = computed(() => (is.value ? 'yes' : 'no'));")).toEqual(['yes', 'no']);
  expect(inScript("problem.value = 'missing';")).toEqual(['missing']);
  expect(inScript("names.join(' and ');")).toEqual(['and']);
});

test('what is put into a sentence is a place of it, and words in there are texts of their own', () => {
  expect(inScript("const a = `${all} runs, of which ${few === 1 ? 'one' : 'some'} ${f('csv')}`;")).toEqual([
    '{0} runs, of which {1} {2}',
    'one',
    'some',
  ]);
  expect(
    inScript('const a = `${name}.csv`; const b = `sort-${by}`; const c = `translate(${x} ${y})`;'),
  ).toEqual([]);
});

test('words that are chosen by a number are texts', () => {
  expect(inScript("const [is, it] = n === 1 ? ['is', 'it'] : ['are', 'they'];")).toEqual([
    'is',
    'it',
    'are',
    'they',
  ]);
  expect(inScript("const a = `${name} ${by > 0 ? 'up' : 'down'} ${share}`;")).toEqual(['up', 'down']);
});

test('names for the program are no texts', () => {
  expect(inScript("import a from 'some words'; import('./Some.vue'); type A = 'Some words';")).toEqual([]);
  expect(inScript("if (key === 'Enter') go(); switch (a) { case 'Not this': }")).toEqual([]);
  expect(inScript("const a = { 'Some words': 1 }; a['Some words']; element.closest('Some words');")).toEqual(
    [],
  );
  expect(inScript("const a = z.enum(['not a number']); const b = reason ?? 'not a number';")).toEqual([]);
  expect(inScript("const KINDS = ['Rare class', 'Other'] as const; const kind = 'Rare class';")).toEqual([]);
  expect(inScript("const fieldNames = { rate: 'learningRate', schedule: 'warmup-cosine' };")).toEqual([]);
  expect(
    inScript("throw new RangeError('A picture is too large.'); console.error('It did not work.');"),
  ).toEqual([]);
});

test('a comment takes a string out, or in', () => {
  expect(inScript("const a = /* no text */ 'Some words';")).toEqual([]);
  expect(inScript("const a = /* text */ 'automatic';")).toEqual(['automatic']);
});

test('a plural is one text with its two forms', () => {
  expect(inScript("counted(n, 'run'); counted(n, 'class', 'classes');")).toEqual([
    '{n} run|{n} runs',
    '{n} class|{n} classes',
  ]);
});

test('a sentence in a template is one text, with what is put in and what stands within it as places', () => {
  expect(inMarkup('<p>\n  Of {{ all }} runs,\n  <b>none</b> is done.\n</p>')).toEqual([
    'Of {0} runs, {1} is done.',
    'none',
  ]);
  expect(inMarkup('<p><Plus class="i" />New run</p>')).toEqual(['New run']);
  expect(inMarkup('<p><span class="dot" /> Running</p>')).toEqual(['Running']);
  expect(inMarkup('<p>{{ a }}, {{ b }}</p>')).toEqual([]);
  expect(inMarkup('<p>It {{ one ? `is` : "are" }} <i v-if="a">gone</i><i v-else>there</i>.</p>')).toEqual([
    'It {0} {1}.',
    'is',
    'are',
    'gone',
    'there',
  ]);
});

test('attributes that are read are texts, others are not', () => {
  expect(
    inMarkup(
      `<button class="btn small" type="button" title="Close it" :aria-label="is ? 'open' : 'shut'" data-testid="Close it" />`,
    ),
  ).toEqual(['Close it', 'open', 'shut']);
  expect(
    inMarkup(`<FieldRow words="samples" path="data.dataset" :options="[{ value: 'a', label: 'All' }]" />`),
  ).toEqual(['samples', 'All']);
  expect(inMarkup(`<b :class="is ? 'Some words' : ''" @click="say('It is done.')" />`)).toEqual([
    'It is done.',
  ]);
});

test('code, and what is said not to be translated, stays', () => {
  expect(inMarkup('<p>Type <code>trainyard serve</code>.</p><p translate="no">Of Trainyard</p>')).toEqual([
    'Type {0}.',
  ]);
});

test('a text is told with where it stands', () => {
  const source =
    "const LABELS = { rate: { label: 'Rate of it', hint: 'How fast' } };\nconst stateWords = () => 'done';";
  expect(findTexts('a.ts', source, new Set()).map(({ at }) => at)).toEqual([
    'label in LABELS',
    'hint in LABELS',
    'stateWords',
  ]);
});
