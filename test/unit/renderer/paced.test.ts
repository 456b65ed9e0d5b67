import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { paced } from '../../../src-renderer/stores/paced';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('passes on the newest of each key once a pause, and nothing that was forgotten', () => {
  const passed: string[] = [];
  const { later, forget, take } = paced<string>(250, (value) => passed.push(value));
  later('a', 'a1');
  later('b', 'b1');
  later('a', 'a2');
  later('c', 'c1');
  forget('c');
  later('d', 'd1');
  expect([take('d'), take('d')]).toEqual(['d1', undefined]);
  expect(passed).toEqual([]);
  vi.advanceTimersByTime(250);
  expect(passed).toEqual(['a2', 'b1']);
  vi.advanceTimersByTime(1000);
  later('a', 'a3');
  vi.advanceTimersByTime(250);
  expect(passed).toEqual(['a2', 'b1', 'a3']);
});
