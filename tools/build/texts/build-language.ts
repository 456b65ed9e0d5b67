import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { build, type BuildOptions } from 'vite';
import { exportedPages } from '../exported-pages.ts';
import { languageList, type NamedLanguage } from './language-list.ts';
import { translation, type SpokenLanguage } from './translation.ts';

export interface LanguageBuild {
  /** the project's folder */
  root: string;
  language: SpokenLanguage;
  /** all that the window can be had in, beside English */
  others: readonly NamedLanguage[];
  /** of the built window: the page is put beside the English one, what both use is there once */
  folder: string;
  /** of the English build */
  options?: Pick<BuildOptions, 'target' | 'minify' | 'cssMinify' | 'modulePreload'>;
}

/** The page of a language, beside `index.html`. */
export const pageOf = (code: string): string => `${code}.html`;

/** Builds the window in another language. */
export async function buildLanguage({
  root,
  language,
  others,
  folder,
  options,
}: LanguageBuild): Promise<void> {
  const apart = await mkdtemp(`${folder}-${language.code}-`);
  try {
    await build({
      configFile: false,
      root: resolve(root, 'src-renderer'),
      base: './',
      logLevel: 'error',
      resolve: { alias: { '@shared': resolve(root, 'src-shared') } },
      plugins: [
        translation(language, root),
        languageList(language.code, async () => others),
        vue(),
        exportedPages(),
      ],
      build: {
        minify: true,
        cssMinify: 'lightningcss',
        modulePreload: { polyfill: false },
        ...options,
        outDir: apart,
        emptyOutDir: true,
        reportCompressedSize: false,
        rollupOptions: { input: resolve(root, 'src-renderer/index.html') },
      },
    });
    await rename(join(apart, 'index.html'), join(apart, pageOf(language.code)));
    await cp(apart, folder, { recursive: true });
  } finally {
    await rm(apart, { recursive: true, force: true });
  }
}
