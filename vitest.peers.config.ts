import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { exportedPages } from './tools/build/exported-pages.ts';

/** Our numbers beside those of JAX, optax and scikit-learn: `npm run test:peers` makes their environment. */
export default defineConfig({
  plugins: [exportedPages()],
  resolve: { alias: { '@shared': resolve('src-shared') } },
  test: {
    include: ['test/peers/**/*.test.ts'],
    setupFiles: ['test/pool-awake.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 600_000,
    env: { TRAINYARD_CACHE: resolve('.cache/program') },
  },
});
