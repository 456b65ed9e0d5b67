import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { exportedPages } from './tools/build/exported-pages.ts';
import { languages } from './tools/build/texts/languages.ts';

const alias = { '@shared': resolve('src-shared') };
const commonjs = {
  format: 'cjs' as const,
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
};

/** What has native parts, or finds its own files beside it, cannot be bundled. */
const external = ['sharp', 'onnxruntime-web', /^@tensorflow\//, 'electron', /^node:/];

/** Vite's live reload injects styles and listens on a socket; only while developing may it. */
const relaxPolicyWhileDeveloping: Plugin = {
  name: 'relax-policy-while-developing',
  apply: 'serve',
  transformIndexHtml: (html) =>
    html
      .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
      .replace("connect-src 'self'", "connect-src 'self' ws:"),
};

export default defineConfig({
  main: {
    resolve: { alias },
    plugins: [exportedPages()],
    build: {
      // Libraries are bundled, so that an installed app ships no node_modules but the native ones.
      externalizeDeps: false,
      sourcemap: true,
      rollupOptions: {
        input: {
          main: resolve('src-main/electron/main.ts'),
          cli: resolve('src-main/cli/main.ts'),
          'batch-worker': resolve('src-main/engine/data/batches/batch-worker.ts'),
        },
        external,
        output: commonjs,
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: resolve('src-main/electron/preload.ts') },
        external: ['electron'],
        output: commonjs,
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    resolve: { alias },
    plugins: [languages(), vue(), exportedPages(), relaxPolicyWhileDeveloping],
    build: {
      minify: true,
      cssMinify: 'lightningcss',
      rollupOptions: { input: resolve('src-renderer/index.html') },
    },
  },
});
