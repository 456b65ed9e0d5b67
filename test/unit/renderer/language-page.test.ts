import { expect, test } from 'vitest';
import { languagePage } from '../../../src-renderer/language-page';

const ALL = [{ code: 'en' }, { code: 'de' }];

test('another language is another page that shows the same', () => {
  expect(languagePage('de', 'en', ALL, 'http://127.0.0.1:8/?a#/runs/x')).toBe(
    'http://127.0.0.1:8/de.html#/runs/x',
  );
  expect(languagePage('en', 'de', ALL, 'trainyard://app/de.html#/runs')).toBe('trainyard://app/#/runs');
});

test('a page stays where it is in its own language, or where there is no such language', () => {
  expect(languagePage('en', 'en', ALL, 'http://127.0.0.1:8/#/runs')).toBeUndefined();
  expect(languagePage('fr', 'en', ALL, 'http://127.0.0.1:8/#/runs')).toBeUndefined();
  expect(languagePage('en', 'en-XA', ALL, 'http://127.0.0.1:8/#/runs')).toBeUndefined();
});
