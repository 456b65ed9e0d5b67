import { expect, it } from 'vitest';
import { FORMATS, fuzzImport } from '../unit/engine/data/import-fuzz';

const RUNS = process.env['TRAINYARD_SOAK'] === 'short' ? 100 : 10_000;

it.each(Object.keys(FORMATS))(`%s files damaged ${RUNS} times`, async (format) => {
  const { imported, refused } = await fuzzImport(format, { runs: RUNS });
  console.log(`${format}: ${imported} imported, ${refused} refused in one sentence`);
  expect(imported + refused).toBeGreaterThanOrEqual(RUNS);
  expect(Math.min(imported, refused)).toBeGreaterThan(RUNS / 100);
});
