import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Installs the packaged app into a copy of this system: `npm run test:package`, which makes the packages first. */
export default defineConfig({
  resolve: { alias: { '@shared': resolve('src-shared') } },
  test: {
    include: ['test/package/**/*.test.ts'],
    setupFiles: ['test/pool-awake.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 400_000,
    hookTimeout: 400_000,
  },
});
