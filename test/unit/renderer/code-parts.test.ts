import { expect, it } from 'vitest';
import { codeParts } from '../../../src-renderer/format/code-parts';

it('tells commands from the words around them', () => {
  expect(codeParts('Start `trainyard serve` on box.')).toEqual([
    { text: 'Start ', isCode: false },
    { text: 'trainyard serve', isCode: true },
    { text: ' on box.', isCode: false },
  ]);
  expect(codeParts('A ` alone')).toEqual([{ text: 'A ` alone', isCode: false }]);
  expect(codeParts('')).toEqual([]);
});
