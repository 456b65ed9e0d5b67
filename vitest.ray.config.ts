import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** A real Ray cluster, and the Slurm template: `npm run test:ray`, which brings Ray. */
export default defineConfig({
  resolve: { alias: { '@shared': resolve('src-shared') } },
  test: {
    include: ['test/ray/**/*.test.ts'],
    env: { TRAINYARD_CACHE: resolve('.cache/program') },
    setupFiles: ['test/pool-awake.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
  },
});
