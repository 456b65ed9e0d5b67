import * as path from 'node:path';
import { build } from 'vite';
import { inRoot } from '../../lib/files.mjs';

const folder = inRoot('.cache/bench/studio');
const names = ['long-run', 'day-studio', 'hub-studio'];

/** Where the bundle of one of our own programs lies. */
export const program = (name) => path.join(folder, `${name}.mjs`);

/** Bundles the programs in TypeScript that make up what is looked at, with the product's code in them. */
export const bundlePrograms = () =>
  build({
    configFile: false,
    root: inRoot(),
    logLevel: 'warn',
    resolve: { alias: { '@shared': inRoot('src-shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: {
        input: Object.fromEntries(names.map((name) => [name, inRoot(`test/bench/${name}.ts`)])),
        external: [/^@tensorflow\//, /^node:/],
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'shared/[name]-[hash].mjs' },
      },
    },
  });
