import { expect, it } from 'vitest';
import { FORMATS, fuzzImport } from './import-fuzz';

it.each(Object.keys(FORMATS))(
  'any damaged %s file ends in a clean import or one sentence, and leaves nothing else',
  async (format) => {
    // Thousands of times in test/soak. Hardly a damaged Parquet file can be imported still.
    const { imported, refused } = await fuzzImport(format, { runs: format === 'parquet' ? 300 : 90 });
    // Both happen, else nothing would be tested.
    expect(imported).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(20);
  },
  120_000,
);
