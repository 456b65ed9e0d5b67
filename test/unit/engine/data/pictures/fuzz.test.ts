import { expect, it } from 'vitest';
import { fuzzPictures, fuzzZips } from './fuzz';
import { FORMATS } from './picture-samples';

// The same 10,000 times in test/soak.
it.each(FORMATS)('damaged %s files are read or set aside, each with words', async (format) => {
  const { kept, setAside } = await fuzzPictures(format, 200, 1);
  expect(setAside).toBeGreaterThan(20);
  expect(kept).toBeGreaterThan(0);
});

it('damaged zip files end in a whole dataset or one sentence', async () => {
  const { kept, setAside, refused } = await fuzzZips(100, 1);
  expect(refused).toBeGreaterThan(20);
  expect(setAside).toBeGreaterThan(3);
  expect(kept).toBeGreaterThan(0);
});
