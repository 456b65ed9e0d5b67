import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { parseFile } from './parse-file.ts';
import { childrenOf, isNode, nodesIn, type SyntaxNode } from './syntax.ts';

/** Where the window begins. */
const ENTRY = 'src-renderer/main.ts';

/**
 * What is bundled into the window and yet has no text for people that is to be translated, each with its reason.
 */
const LEFT_OUT: readonly RegExp[] = [
  // A report is the same file in whatever language the window is: it is sent to others.
  /^src-shared\/report\//,
  // Specs, models and names of settings as they are written into files and read from there.
  /^src-shared\/spec\/(run-spec|layer|optimizer|schedule|path|migrate|fresh-spec|with-setting|augment)\.ts$/,
  // Files that are saved have the names of columns that those of the terminal have.
  /^src-shared\/(series|evaluation)\/(metrics-table|samples-csv)\.ts$/,
  /^src-renderer\/(charts|pages\/compare)\/(series|comparison)-csv\.ts$/,
  // What stands for nothing in a table, in whatever language that was written.
  /^src-shared\/data\/cell\.ts$/,
  // Only there while developing.
  /^src-renderer\/pages\/gallery\//,
];

export const isLeftOut = (path: string): boolean => LEFT_OUT.some((pattern) => pattern.test(path));

/** The modules that a module brings along when it runs; those of which it needs only types are left out. */
function importsOf(tree: SyntaxNode): string[] {
  const found: string[] = [];
  const take = (node: unknown) => {
    if (isNode(node) && typeof node['value'] === 'string') found.push(node['value']);
  };
  const isOfTypes = (node: SyntaxNode) => {
    const specifiers = nodesIn(node['specifiers']);
    const kind = node['importKind'] ?? node['exportKind'];
    return (
      kind === 'type' ||
      (specifiers.length > 0 &&
        specifiers.every((one) => (one['importKind'] ?? one['exportKind']) === 'type'))
    );
  };
  const visit = (node: SyntaxNode): void => {
    if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) && !isOfTypes(node)) {
      take(node['source']);
    }
    if (node.type === 'ImportExpression') take(node['source']);
    if (node.type === 'CallExpression' && isNode(node['callee']) && node['callee'].type === 'Import') {
      take(nodesIn(node['arguments'])[0]);
    }
    for (const { child } of childrenOf(node)) visit(child);
  };
  visit(tree);
  return found;
}

/** The file of ours that an import names; undefined where it is a library, a style or a picture. */
function fileOf(root: string, importer: string, name: string): string | undefined {
  const path = name.startsWith('@shared/')
    ? join('src-shared', name.slice('@shared/'.length))
    : name.startsWith('.')
      ? join(dirname(importer), name)
      : undefined;
  if (path === undefined || /[?]/.test(path)) return undefined;
  const found = [path, `${path}.ts`].find((file) => /\.(ts|vue)$/.test(file) && existsSync(join(root, file)));
  return found && relative('.', found).replaceAll('\\', '/');
}

/**
 * The sources that are bundled into the window, by their paths below the project's folder: whatever `main.ts` brings along.
 *
 * @param root the project's folder
 */
export async function windowSources(root: string): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  const waiting = [ENTRY];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (sources.has(path)) continue;
    const source = await readFile(join(root, path), 'utf8');
    sources.set(path, source);
    const names = parseFile(path, source).scripts.flatMap(({ tree }) => importsOf(tree));
    for (const name of names) {
      const file = fileOf(root, path, name);
      if (file !== undefined && !sources.has(file)) waiting.push(file);
    }
  }
  return new Map([...sources].sort(([left], [right]) => (left < right ? -1 : 1)));
}
