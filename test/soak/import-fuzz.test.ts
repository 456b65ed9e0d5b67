import { expect, it } from 'vitest';
import { fuzzIdx } from '../unit/engine/data/idx-fuzz';
import { FORMATS, fuzzImport } from '../unit/engine/data/import-fuzz';

const RUNS = Number(
  process.env['TRAINYARD_FUZZ_RUNS'] ?? (process.env['TRAINYARD_SOAK'] === 'short' ? 100 : 10_000),
);

it.each([...Object.keys(FORMATS), 'idx'])(`%s files damaged ${RUNS} times`, async (format) => {
  const { imported, refused } =
    format === 'idx' ? await fuzzIdx(RUNS) : await fuzzImport(format, { runs: RUNS });
  console.log(`${format}: ${imported} imported, ${refused} refused in one sentence`);
  expect(imported + refused).toBeGreaterThanOrEqual(RUNS);
  expect(Math.min(imported, refused)).toBeGreaterThan(RUNS / 100);
});
