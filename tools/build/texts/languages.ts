import type { PluginOption, ResolvedConfig } from 'vite';
import { buildLanguage } from './build-language.ts';
import { languagesOf, translateWith, type Language } from './language-file.ts';
import { ENGLISH, languageList } from './language-list.ts';
import { PSEUDO } from './pseudo.ts';
import { translation, type SpokenLanguage } from './translation.ts';

const spoken = (language: Language): SpokenLanguage => ({
  code: language.code,
  name: language.language,
  translateOf: (path) => translateWith(language, path),
});

/**
 * The languages of the window. English is built as it stands in the sources. For each other one that has a file in
 * `src-renderer/texts` the window is built once more, into a page of its own beside the English one.
 *
 * While developing, `TRAINYARD_LANGUAGE` chooses one: its code, or `en-XA`, which is made from English and shows what is
 * not translated.
 */
export function languages(): PluginOption {
  const root = process.cwd();
  const others = async (): Promise<SpokenLanguage[]> => (await languagesOf(root)).map(spoken);
  let config: ResolvedConfig | undefined;
  const chosen = process.env['TRAINYARD_LANGUAGE'] ?? ENGLISH.code;
  const whileDeveloping = async () => {
    const found = [PSEUDO, ...(await others())].find(({ code }) => code === chosen);
    if (!found)
      throw new Error(`TRAINYARD_LANGUAGE is "${chosen}", but src-renderer/texts has no such language.`);
    return { ...translation(found, root), apply: 'serve' as const };
  };
  return [
    languageList(ENGLISH.code, others),
    chosen === ENGLISH.code ? [] : whileDeveloping(),
    {
      name: 'other-languages',
      apply: 'build',
      configResolved(resolved) {
        config = resolved;
      },
      async closeBundle() {
        if (!config) return;
        const all = await others();
        const { outDir: folder, target, minify, cssMinify, modulePreload } = config.build;
        for (const language of all) {
          await buildLanguage({
            root,
            language,
            others: all,
            folder,
            options: { target, minify, cssMinify, modulePreload },
          });
        }
      },
    },
  ];
}
