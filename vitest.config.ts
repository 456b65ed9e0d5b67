import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { exportedPages } from './tools/build/exported-pages.ts';

/** Tests of functions, stores and files, which share nothing: a process for each file would take longer than they do. */
const light = [
  'shared',
  'renderer',
  'cli',
  'metrics-files',
  'studio',
  'server',
  'durable',
  'engine/data',
  'engine/metrics',
  'engine/checkpoint',
  'engine/download',
].map((area) => `test/unit/${area}/**/*.test.ts`);

/** Beside them, those that mock a module, or change what is the process's. */
const alone = [
  'engine/data/pictures/load-sharp',
  'engine/download/proxy',
  'studio/full-disk',
  'studio/library-move-unreadable',
  'studio/unusable-runs',
].map((name) => `test/unit/${name}.test.ts`);

export default defineConfig({
  plugins: [exportedPages()],
  resolve: { alias: { '@shared': resolve('src-shared') } },
  test: {
    // What a probe found is kept from start to start, but beside what a person's own program keeps.
    env: { TRAINYARD_CACHE: resolve('.cache/program') },
    testTimeout: 400_000,
    hookTimeout: 120_000,
    // What comes late on a busy machine comes; one second is for a machine that does nothing else.
    expect: { poll: { timeout: 30_000 } },
    setupFiles: ['test/pool-awake.ts'],
    pool: 'forks',
    // Vitest would leave a core free, which is half of two; and much of a fault test is waiting.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'light',
          include: light,
          exclude: [...configDefaults.exclude, ...alone],
          isolate: false,
          restoreMocks: true,
        },
      },
      { extends: true, test: { name: 'alone', include: alone, isolate: true } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/unit/**/*.test.ts', 'test/reference/**/*.test.ts', 'test/fault/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...light],
          // Each file in a process of its own: the native backend is a singleton of its process.
          isolate: true,
        },
      },
    ],
  },
});
