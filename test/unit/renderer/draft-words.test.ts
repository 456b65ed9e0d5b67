import { presets } from '@shared/spec/presets';
import { expect, it } from 'vitest';
import { draftWords } from '../../../src-renderer/pages/new-run/draft-words';
import { hasWords } from '../../../src-renderer/pages/new-run/has-words';

it('tells a draft by its name, data, model and length, as far as they can be read', () => {
  const spec = presets.cnn.spec({ id: 'digits', classes: ['0', '1'] });
  const words = (its: unknown) => draftWords(its, (id) => `the ${id}`);
  expect(words({ ...spec, name: 'deep', epochs: 1 })).toEqual({
    name: 'deep',
    words: 'the digits · CNN, 4 layers · 1 epoch',
  });
  expect(words({ ...spec, model: { layers: 3 }, epochs: 'x' })).toEqual({
    name: 'unnamed',
    words: 'the digits',
  });
  expect(words('torn')).toEqual({ name: 'unnamed', words: '' });
});

it('finds what has each of the words, wherever', () => {
  expect(hasWords('mlp  wide', 'digits-mlp', 'baseline wide')).toBe(true);
  expect(hasWords('mlp deep', 'digits-mlp', 'baseline wide')).toBe(false);
  expect(hasWords(' ', 'anything')).toBe(true);
});
