import { expect, it } from 'vitest';
import { drawingShare } from '../../../src-renderer/stores/drawing-share';

const on = (backend: 'cpu' | 'wasm' | 'gpu', threads: number) => ({ backend, threads });

it('a page draws seldom only beside runs that take all threads of the machine', () => {
  expect(drawingShare([], 2)).toBe(0.7);
  expect(drawingShare([on('cpu', 2)], 2)).toBe(0.01);
  expect(drawingShare([on('cpu', 1)], 2)).toBe(0.7);
  expect(drawingShare([on('cpu', 1), on('wasm', 1)], 2)).toBe(0.01);
  expect(drawingShare([on('gpu', 8)], 8)).toBe(0.7);
  expect(drawingShare([on('gpu', 8), on('cpu', 7)], 8)).toBe(0.01);
  // What is not known may take all.
  expect(drawingShare([null], 8)).toBe(0.01);
  expect(drawingShare([on('cpu', 1)], undefined)).toBe(0.01);
});
