import type { Plugin } from 'vite';

const LIST = 'virtual:languages';

/** What a page says of the languages that it is to be had in. */
export interface NamedLanguage {
  code: string;
  name: string;
}

export const ENGLISH: NamedLanguage = { code: 'en', name: 'English' };

/**
 * `virtual:languages`: the code of the language that the window is built in (`own`), and all that it is built in.
 *
 * @param others beside English
 */
export const languageList = (own: string, others: () => Promise<readonly NamedLanguage[]>): Plugin => ({
  name: 'language-list',
  resolveId: (id) => (id === LIST ? `\0${id}` : undefined),
  async load(id) {
    if (id !== `\0${LIST}`) return undefined;
    const all = [ENGLISH, ...(await others())].map(({ code, name }) => ({ code, name }));
    return `export const own = ${JSON.stringify(own)};\nexport const all = ${JSON.stringify(all)};`;
  },
});
