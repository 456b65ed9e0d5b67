import { expect, it } from 'vitest';
import { fuzzPictures, fuzzZips } from '../unit/engine/data/pictures/fuzz';
import { FORMATS } from '../unit/engine/data/pictures/picture-samples';

const COUNT = process.env['TRAINYARD_SOAK'] === 'short' ? 100 : 10_000;

it.each(FORMATS)('damaged %s files are read or set aside, each with words', async (format) => {
  const outcome = await fuzzPictures(format, COUNT, 2);
  console.log(`${COUNT.toLocaleString('en')} damaged ${format} files:`, outcome);
  expect(outcome.setAside).toBeGreaterThan(COUNT / 10);
  expect(outcome.kept).toBeGreaterThan(COUNT / 100);
});

it('damaged zip files end in a whole dataset or one sentence', async () => {
  const outcome = await fuzzZips(COUNT, 2);
  console.log(`${COUNT.toLocaleString('en')} damaged zip files:`, outcome);
  expect(outcome.refused).toBeGreaterThan(COUNT / 10);
  expect(outcome.setAside).toBeGreaterThan(COUNT / 100);
});
