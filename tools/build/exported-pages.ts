import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, type Plugin, type Rollup } from 'vite';

const PAGE = 'virtual:try-page';
const STYLE = 'virtual:exported-style';
/** Configs are bundled before they run, so that what lies where is told by the folder that they run in. */
const source = (name: string) => resolve(name);
const TOKENS = source('src-renderer/style/tokens.css');

/** The window's tokens, dark where the system is: what is exported has no program around it that says so. */
async function tokens(): Promise<string> {
  const css = await readFile(TOKENS, 'utf8');
  const dark = /\[data-theme='dark'\] \{([^}]*)\}/;
  if (!dark.test(css)) throw new Error(`${TOKENS} has no dark tokens`);
  return css
    .replace(dark, (_, body: string) => `@media (prefers-color-scheme: dark) { :root {${body}} }`)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ');
}

async function script(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': source('src-shared') } },
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      lib: { entry: source('src-page/main.ts'), formats: ['iife'], name: 'page' },
    },
  });
  const [output] = (Array.isArray(result) ? result : [result]) as Rollup.RollupOutput[];
  // A script ends at this tag, wherever it stands.
  return output!.output[0].code.replaceAll('</script', '<\\/script');
}

async function page(): Promise<string> {
  const html = await readFile(source('src-page/index.html'), 'utf8');
  const style = `${await tokens()}${(await readFile(source('src-page/style.css'), 'utf8')).replace(/\s+/g, ' ')}`;
  const code = await script();
  return html.replace('%style%', () => style).replace('%script%', () => code);
}

/**
 * What is exported as pages of their own, bundled while the program is built: `virtual:try-page` is the page that tries a
 * model out, which has places for %title%, %model% and %weights%; `virtual:exported-style` is the tokens of the window.
 */
export const exportedPages = (): Plugin => ({
  name: 'exported-pages',
  resolveId: (id) => (id === PAGE || id === STYLE ? `\0${id}` : undefined),
  async load(id) {
    if (id === `\0${PAGE}`) return `export default ${JSON.stringify(await page())};`;
    if (id === `\0${STYLE}`) return `export default ${JSON.stringify(await tokens())};`;
    return undefined;
  },
});
