import { expect, it } from 'vitest';
import { fuzzIdx } from './idx-fuzz';

it('any damaged file ends in a clean import or one sentence, and leaves nothing else', async () => {
  const { imported, refused } = await fuzzIdx(500);
  expect(imported).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(100);
}, 120_000);
