import { describe, expect, it } from 'vitest';
import { bfloat16Words, measuredBfloat16Words } from '../../../src-renderer/pages/new-run/bfloat16-words';

describe('what bfloat16 would mean', () => {
  it.each([
    [1.29, /trains dense networks 1\.29 times as fast/],
    [1.02, /about as fast as float32/],
    [0.4, /slower here: dense networks train at 0\.40 times the speed/],
  ])('is said of training where that was measured: %d', (gain, words) => {
    expect(measuredBfloat16Words('dense', gain)).toMatch(words);
  });

  it.each([
    [2, /products 2\.0 times as fast/],
    [0.5, /slower/],
    [null, /float32 only/],
  ])('is said of products elsewhere: %s', (speed, words) => {
    expect(bfloat16Words(speed)).toMatch(words);
  });
});
