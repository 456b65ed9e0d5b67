import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { exportedPages } from './tools/build/exported-pages.ts';

export default defineConfig({
  plugins: [exportedPages()],
  resolve: { alias: { '@shared': resolve('src-shared') } },
  test: {
    include: ['test/unit/**/*.test.ts', 'test/reference/**/*.test.ts', 'test/fault/**/*.test.ts'],
    // Each file in a process of its own: the native backend is a singleton of its process.
    pool: 'forks',
    // What a probe found is kept from start to start, but beside what a person's own program keeps.
    env: { TRAINYARD_CACHE: resolve('.cache/program') },
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
