import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { drawingTurns } from '../../../src-renderer/stores/drawing-turns';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('draws together what came, and again the later the longer it took', async () => {
  let cost = 5;
  const shown: string[] = [];
  let frames = 0;
  const { next, setLeastPause } = drawingTurns(async () => {
    frames++;
    return cost;
  });
  const show = (what: string) => next(() => () => shown.push(what));
  show('a');
  next(async () => () => shown.push('fetched'));
  next(() => undefined);
  await vi.advanceTimersByTimeAsync(0);
  expect([shown, frames]).toEqual([['a', 'fetched'], 1]);
  // Five milliseconds are a hundredth of half a second.
  show('b');
  await vi.advanceTimersByTimeAsync(490);
  show('c');
  expect(frames).toBe(1);
  cost = 500;
  await vi.advanceTimersByTimeAsync(20);
  expect([shown, frames]).toEqual([['a', 'fetched', 'b', 'c'], 2]);
  cost = 0;
  show('d');
  await vi.advanceTimersByTimeAsync(900);
  expect(frames).toBe(2);
  await vi.advanceTimersByTimeAsync(100);
  expect(frames).toBe(3);
  setLeastPause(700);
  show('e');
  await vi.advanceTimersByTimeAsync(650);
  expect(frames).toBe(3);
  await vi.advanceTimersByTimeAsync(60);
  expect(frames).toBe(4);
});

it('comes again ten times as soon where it may take ten times as much', async () => {
  let frames = 0;
  const { next, setShare } = drawingTurns(async () => {
    frames++;
    return 20;
  });
  setShare(0.1);
  for (let turn = 0; turn < 5; turn++) {
    next(() => () => {});
    await vi.advanceTimersByTimeAsync(210);
  }
  expect(frames).toBe(5);
  setShare(0.01);
  next(() => () => {});
  await vi.advanceTimersByTimeAsync(700);
  expect(frames).toBe(5);
  await vi.advanceTimersByTimeAsync(300);
  expect(frames).toBe(6);
});

it('is not held up by what takes long or fails', async () => {
  const shown: string[] = [];
  const { next } = drawingTurns(async () => 0);
  let arrive: (show: () => void) => void = () => {};
  next(() => new Promise<() => void>((resolve) => (arrive = resolve)));
  next(() => Promise.reject(new Error('no line')));
  next(() => () => shown.push('here'));
  await vi.advanceTimersByTimeAsync(300);
  expect(shown).toEqual(['here']);
  arrive(() => shown.push('late'));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown).toEqual(['here', 'late']);
});

it('tells how long nothing new would be shown', async () => {
  const { next, pauseLeft } = drawingTurns(async () => 5);
  expect(pauseLeft()).toBe(0);
  next(() => () => {});
  await vi.advanceTimersByTimeAsync(0);
  expect(pauseLeft()).toBeCloseTo(500, -1);
  await vi.advanceTimersByTimeAsync(400);
  expect(pauseLeft()).toBeCloseTo(100, -1);
  // It is on its way to be shown: what comes after it waits for the turn after that.
  next(() => () => {});
  expect(pauseLeft()).toBeCloseTo(500, -1);
});
