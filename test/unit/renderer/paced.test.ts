import { expect, it } from 'vitest';
import type { Act } from '../../../src-renderer/stores/drawing-turns';
import { paced } from '../../../src-renderer/stores/paced';

it('passes on the newest of each key in a turn, and nothing that was forgotten', async () => {
  const passed: string[] = [];
  const asked: Act[] = [];
  const turn = async () => (await asked.shift()!())!();
  const { later, forget, take, waiting } = paced<string>(
    (act) => asked.push(act),
    (value) => passed.push(value),
  );
  later('a', 'a1');
  later('b', 'b1');
  later('a', 'a2');
  later('c', 'c1');
  forget('c');
  later('d', 'd1');
  expect(waiting('a')).toBe('a2');
  expect([take('d'), take('d')]).toEqual(['d1', undefined]);
  expect(passed).toEqual([]);
  await turn();
  expect(passed).toEqual(['a2', 'b1']);
  expect(asked).toEqual([]);
  later('a', 'a3');
  await turn();
  expect(passed).toEqual(['a2', 'b1', 'a3']);
});
