import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import type { StartBatchThread } from '../src-main/engine/data/batches/thread-crew';

/** Builds the thread that prepares batches, as the program's build does, so that tests can start it. */
export async function buildBatchThread(): Promise<{ start: StartBatchThread; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-thread-'));
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve('src-shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      rollupOptions: {
        input: resolve('src-main/engine/data/batches/batch-worker.ts'),
        external: [/^node:/],
        output: { format: 'cjs', entryFileNames: 'batch-worker.cjs' },
      },
    },
  });
  return {
    start: (workerData) => new Worker(join(folder, 'batch-worker.cjs'), { workerData }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
