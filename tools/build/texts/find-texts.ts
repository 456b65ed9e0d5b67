import type { Finding } from './finding.ts';
import { markupTexts } from './markup-texts.ts';
import { directivesOf, isElement, isInterpolation, nodesOf, type MarkupNode } from './markup.ts';
import { parseFile } from './parse-file.ts';
import { keysOf, scriptTexts } from './script-texts.ts';
import { parseExpression } from './syntax.ts';

/**
 * The texts for people in a component or a module, in the order in which they stand there; those in the places of another
 * one follow it.
 *
 * @param path decides how it is read: `.vue` or `.ts`
 * @param keys what `keysIn` found in all files
 */
export function findTexts(path: string, source: string, keys: ReadonlySet<string>): Finding[] {
  const { scripts, markup } = parseFile(path, source);
  const inScripts = scripts.flatMap(({ tree, offset }) =>
    scriptTexts(tree, { offset, inMarkup: false, hint: undefined, at: '', keys }),
  );
  return [...inScripts, ...markupTexts(markup, source, keys)].sort(
    (left, right) => left.start - right.start || right.end - left.end,
  );
}

/** Strings that are names for the program in a component or a module: wherever they stand, their looks make them no texts. */
export function keysIn(path: string, source: string): string[] {
  const { scripts, markup } = parseFile(path, source);
  const expressions: string[] = [];
  const visit = (node: MarkupNode): void => {
    if (isInterpolation(node)) expressions.push(node.content.loc.source);
    if (!isElement(node)) return;
    for (const { expression } of directivesOf(node)) if (expression) expressions.push(expression.loc.source);
    nodesOf(node.children).forEach(visit);
  };
  nodesOf(markup).forEach(visit);
  // Only those with a string in them can have a name.
  const trees = expressions
    .filter((expression) => /['"`]/.test(expression))
    .flatMap((expression) => parseExpression(expression)?.tree ?? []);
  return [...scripts.map(({ tree }) => tree), ...trees].flatMap(keysOf);
}
