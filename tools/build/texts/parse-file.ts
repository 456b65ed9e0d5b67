import { parse } from 'vue/compiler-sfc';
import { parseModule, type SyntaxNode } from './syntax.ts';

/** A component or a module, as it is read. */
export interface ParsedFile {
  source: string;
  /** with the offsets at which they stand in the file */
  scripts: readonly { tree: SyntaxNode; offset: number }[];
  /** what stands in a component's template */
  markup: readonly unknown[];
}

/** The last of each file: it is asked for what it brings along, for names and for texts. */
const known = new Map<string, ParsedFile>();

function parsed(path: string, source: string): ParsedFile {
  if (!path.endsWith('.vue'))
    return { source, scripts: [{ tree: parseModule(source), offset: 0 }], markup: [] };
  const { descriptor, errors } = parse(source, { filename: path });
  if (errors.length > 0) throw errors[0]!;
  const blocks = [descriptor.script, descriptor.scriptSetup].filter((block) => block !== null);
  return {
    source,
    scripts: blocks.map(({ content, loc }) => ({ tree: parseModule(content), offset: loc.start.offset })),
    markup: descriptor.template?.ast?.children ?? [],
  };
}

/**
 * Reads a component or a module. Throws where it is none.
 *
 * @param path decides how it is read: `.vue` or `.ts`
 */
export function parseFile(path: string, source: string): ParsedFile {
  const before = known.get(path);
  if (before?.source === source) return before;
  const file = parsed(path, source);
  known.set(path, file);
  return file;
}
