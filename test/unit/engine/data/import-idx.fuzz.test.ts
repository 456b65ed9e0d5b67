import { expect, it } from 'vitest';
import { fuzzIdx } from './idx-fuzz';

it('any damaged file ends in a clean import or one sentence, and leaves nothing else', async () => {
  // Thousands of times in test/soak.
  const { imported, refused } = await fuzzIdx(120);
  expect(imported).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(25);
}, 120_000);
