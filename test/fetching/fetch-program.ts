import { fork, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { z } from 'zod';
import type { Published } from '../../src-main/engine/data/catalog/published';

export interface FetchOrder {
  entry: string;
  name: string;
  published: Published;
  mirrors: string[];
  datasetsFolder: string;
  downloadsFolder: string;
}

const toldSchema = z.union([
  z.object({ done: z.number(), total: z.number(), unit: z.string() }),
  z.object({ fingerprint: z.string() }),
  z.object({ error: z.string() }),
]);

export interface Fetching {
  process: ChildProcess;
  /** what it came to: a fingerprint, an error's message, or nothing when it was killed */
  ended: Promise<{ fingerprint?: string; error?: string }>;
}

/** Builds the program beside, which fetches a dataset, and gives back how to start it. */
export async function buildFetchProgram(
  folder: string,
): Promise<(order: FetchOrder, onProgress?: (done: number) => void, env?: NodeJS.ProcessEnv) => Fetching> {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve('src-shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: resolve('test/fetching/program.ts'),
      outDir: folder,
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'program.cjs' } },
    },
  });
  return (order, onProgress = () => {}, env = {}) => {
    const child = fork(join(folder, 'program.cjs'), [], { env: { ...process.env, ...env }, execArgv: [] });
    const ended = new Promise<{ fingerprint?: string; error?: string }>((done) => {
      let last = {};
      child.on('message', (message) => {
        const told = toldSchema.parse(message);
        if ('done' in told) onProgress(told.unit === 'bytes' ? told.done : 0);
        else last = told;
      });
      child.on('close', () => done(last));
    });
    child.send(order);
    return { process: child, ended };
  };
}
