import { babelParse } from 'vue/compiler-sfc';

/** A node of a syntax tree as Babel gives it, of which nothing else is assumed. */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

export const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  'start' in value &&
  typeof value.start === 'number' &&
  'end' in value &&
  typeof value.end === 'number';

export const nodesIn = (value: unknown): SyntaxNode[] => (Array.isArray(value) ? value.filter(isNode) : []);

const known = new WeakMap<SyntaxNode, readonly { field: string; child: SyntaxNode }[]>();

/** A node's own children, which are looked through more than once. */
export function childrenOf(node: SyntaxNode): readonly { field: string; child: SyntaxNode }[] {
  const before = known.get(node);
  if (before) return before;
  const found: { field: string; child: SyntaxNode }[] = [];
  for (const field in node) {
    if (field === 'loc' || field === 'extra' || field.endsWith('Comments')) continue;
    const value = node[field];
    if (isNode(value)) found.push({ field, child: value });
    else for (const child of nodesIn(value)) found.push({ field, child });
  }
  known.set(node, found);
  return found;
}

/** The name of an identifier, of a member's property, or of a property's key; "" of all else. */
export function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'Identifier' && typeof node['name'] === 'string') return node['name'];
  if (node.type === 'StringLiteral' && typeof node['value'] === 'string') return node['value'];
  if (/^(Optional)?MemberExpression$/.test(node.type)) return nameOf(node['property']);
  return '';
}

/** A chain of members and calls begins at this: `z` of `z.string().min(1)`. */
export function rootOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (/^(Optional)?MemberExpression$/.test(node.type)) return rootOf(node['object']);
  if (/^(Optional)?CallExpression$/.test(node.type)) return rootOf(node['callee']);
  return nameOf(node);
}

/** The syntax tree of a module. Throws a SyntaxError where it is none. */
export function parseModule(source: string): SyntaxNode {
  const tree: unknown = babelParse(source, { sourceType: 'module', plugins: ['typescript'] }).program;
  if (!isNode(tree)) throw new SyntaxError('the parser gave no tree');
  return tree;
}

/**
 * The syntax tree of an expression or of the statements of a handler in a template, undefined where it is none (a slot's
 * parameters, say).
 *
 * @returns with the number of characters that were put before it
 */
export function parseExpression(source: string): { tree: SyntaxNode; before: number } | undefined {
  for (const [before, after] of [
    ['(', ')'],
    ['', ''],
  ] as const) {
    try {
      return { tree: parseModule(before + source + after), before: before.length };
    } catch {
      // The other way, or not at all.
    }
  }
  return undefined;
}
