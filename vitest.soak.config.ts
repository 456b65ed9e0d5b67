import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Kills at random moments, many times over: `npm run test:soak`. `TRAINYARD_SOAK=short` does fewer. */
export default defineConfig({
  resolve: { alias: { '@shared': resolve('src-shared') } },
  test: {
    include: ['test/soak/**/*.test.ts'],
    setupFiles: ['test/pool-awake.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
    env: { TRAINYARD_CACHE: resolve('.cache/program') },
  },
});
