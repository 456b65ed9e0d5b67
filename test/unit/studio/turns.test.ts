import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Turns } from '../../../src-main/studio/runs/turns';

it('what is asked of one run is done one after the other, also after a failure, and other runs do not wait', async () => {
  const turns = new Turns();
  const said: string[] = [];
  const say = (word: string) => async () => {
    said.push(`${word} begins`);
    await setImmediate();
    said.push(`${word} ends`);
    return word;
  };
  const failing = turns.take('a', async () => {
    await say('first')();
    throw new Error('the disk is full');
  });
  const second = turns.take('a', say('second'));
  const other = turns.take('b', say('other'));
  await expect(failing).rejects.toThrow('the disk is full');
  expect(await Promise.all([second, other])).toEqual(['second', 'other']);
  expect(said.filter((word) => !word.startsWith('other'))).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
  ]);
  expect(said.indexOf('other begins')).toBeLessThan(said.indexOf('first ends'));
  expect(await turns.take('a', say('third'))).toBe('third');
});
