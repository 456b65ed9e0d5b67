import * as path from 'node:path';
import { build } from 'vite';
import { inRoot } from '../lib/files.mjs';

const names = ['prepare-data', 'trainyard', 'checkpoint-stall', 'recording-cost', 'tfjs-ops', 'tfjs-layers'];
const folder = inRoot('.cache/bench/contenders');

/** Where the bundle of one of our own programs lies. */
export const bundled = (name) => path.join(folder, `${name}.mjs`);

/** Bundles the contenders in TypeScript, with the product's code in them, as the product itself is bundled. */
export async function bundle() {
  await build({
    configFile: false,
    root: inRoot(),
    logLevel: 'warn',
    resolve: { alias: { '@shared': inRoot('src-shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: {
        input: Object.fromEntries(names.map((name) => [name, inRoot(`test/bench/${name}.ts`)])),
        external: [/^@tensorflow\//, /^node:/],
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'shared/[name]-[hash].mjs' },
      },
    },
  });
}
