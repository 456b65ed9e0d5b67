import { relative } from 'node:path';
import type { Plugin } from 'vite';
import { findTexts } from './find-texts.ts';
import { rewrite, type Translate } from './rewrite.ts';
import { isLeftOut } from './sources.ts';
import { windowTexts } from './window-texts.ts';

/** What a build of the window in another language has to know of that. */
export interface SpokenLanguage {
  /** as in BCP 47 */
  code: string;
  /** what people who speak it call it */
  name: string;
  /** How it says the texts of a file. */
  translateOf(path: string): Translate;
}

/**
 * Brings the window's texts into another language while it is built: in what comes out they stand as if they had been
 * written there, and nothing is looked up at run time.
 *
 * @param root the project's folder
 */
export function translation({ code, translateOf }: SpokenLanguage, root: string): Plugin {
  let keys: ReadonlySet<string> = new Set();
  return {
    name: 'translation',
    enforce: 'pre',
    async buildStart() {
      keys = (await windowTexts(root)).keys;
    },
    transform(source, id) {
      const path = relative(root, id).replaceAll('\\', '/');
      // What has a query is a part of a component, which was seen as a whole before, or no script.
      if (!/^src-(renderer|shared)\/[^?]*\.(vue|ts)$/.test(path) || isLeftOut(path)) return undefined;
      return { code: rewrite(source, findTexts(path, source, keys), translateOf(path), code), map: null };
    },
    transformIndexHtml: (html) => html.replace('<html lang="en">', `<html lang="${code}">`),
  };
}
