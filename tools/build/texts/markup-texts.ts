import { PLACE, trimmed, type Finding, type Span } from './finding.ts';
import {
  attributesOf,
  directivesOf,
  isElement,
  isInterpolation,
  isMarkupText,
  nodesOf,
  type MarkupElement,
  type MarkupNode,
} from './markup.ts';
import { isKeyAttribute, isTextAttribute, ofProperty, type Hint } from './names.ts';
import { scriptTexts } from './script-texts.ts';
import { parseExpression } from './syntax.ts';
import { hasLetters, isSentence, isWord } from './words.ts';

/** Elements that stand within a sentence: they are places of it, so that a language can put them elsewhere. */
const INLINE = new Set(['a', 'abbr', 'b', 'code', 'em', 'i', 'kbd', 'RouterLink', 'span', 'strong', 'time']);
/** What stands in them is typed or said by programs. */
const VERBATIM = new Set(['code', 'kbd', 'pre', 'script', 'style']);

const isComponent = ({ tag }: MarkupElement) => /^[A-Z]/.test(tag);

/** `translate="no"`, as in HTML: what stands in it stays as it is. */
const isLeft = (element: MarkupElement) =>
  VERBATIM.has(element.tag) ||
  attributesOf(element).some(({ name, value }) => name === 'translate' && value?.content === 'no');

const directiveOf = (node: MarkupNode, pattern: RegExp) =>
  isElement(node) && directivesOf(node).some(({ name }) => pattern.test(name));

/** Whether an element is a line of its own, though it is one that may stand within a sentence. */
const isOwnLine = (element: MarkupElement) =>
  attributesOf(element).some(({ name, value }) => name === 'class' && /\bblock\b/.test(value?.content ?? ''));

const isInline = (node: MarkupNode) => isElement(node) && INLINE.has(node.tag) && !isOwnLine(node);

/** Whether there is nothing to be read in it. */
const isSilent = (node: MarkupNode): boolean =>
  isElement(node)
    ? nodesOf(node.children).every(isSilent) && !directiveOf(node, /^(text|html)$/)
    : isMarkupText(node) && !hasLetters(node.content);

/** One thing of a sentence: a text, something put in, an element, or elements of which one is shown (`v-if`, `v-else`). */
type Part = readonly MarkupNode[];

const spanOf = (part: Part): Span => ({
  start: part[0]!.loc.start.offset,
  end: part.at(-1)!.loc.end.offset,
});

/** Divides what stands in an element into sentences: whatever is no text, no mustache and not inline ends one. */
function sentencesOf(children: readonly MarkupNode[]): Part[][] {
  const sentences: Part[][] = [[]];
  for (const node of children) {
    const current = sentences.at(-1)!;
    if (directiveOf(node, /^else/) && current.length > 0 && isInline(node)) {
      current.push([...current.pop()!, node]);
    } else if (isMarkupText(node) || isInterpolation(node) || isInline(node)) current.push([node]);
    else sentences.push([]);
  }
  return sentences;
}

const isBlank = ([node]: Part) => isMarkupText(node!) && node.content.trim() === '';
const isIdle = (part: Part) => isBlank(part) || (part.every(isElement) && part.every(isSilent));

/** Without what has nothing to say at either end. */
function withoutEnds(parts: readonly Part[]): readonly Part[] {
  const from = parts.findIndex((part) => !isIdle(part));
  const to = parts.findLastIndex((part) => !isIdle(part));
  return from < 0 ? [] : parts.slice(from, to + 1);
}

/**
 * The texts of a component's template: what stands in its elements with all that is put into it, attributes that are read,
 * and strings within expressions.
 *
 * @param keys strings that are names for the program somewhere
 */
export function markupTexts(root: readonly unknown[], source: string, keys: ReadonlySet<string>): Finding[] {
  const found: Finding[] = [];

  function addExpression(expression: MarkupNode, hint: Hint, at: string): void {
    const { start, end } = expression.loc;
    const written = source.slice(start.offset, end.offset);
    if (!/['"`]/.test(written)) return;
    const parsed = parseExpression(written);
    if (parsed === undefined) return;
    const offset = start.offset - parsed.before;
    found.push(...scriptTexts(parsed.tree, { offset, inMarkup: true, hint, at, keys }));
  }

  function addSentence(sentence: readonly Part[], at: string): void {
    const parts = withoutEnds(sentence);
    const places: Span[] = [];
    let written = '';
    for (const part of parts) {
      const node = part[0]!;
      if (isMarkupText(node)) written += node.content;
      else {
        written += `{${places.length}}`;
        places.push(spanOf(part));
      }
    }
    if (!hasLetters(written.replace(PLACE, ' '))) return;
    // Blanks at both ends stay where they are in the source.
    const [first, last] = [parts[0]![0]!, parts.at(-1)!.at(-1)!];
    const lead = isMarkupText(first) ? /^\s*/.exec(first.loc.source)![0].length : 0;
    const rest = isMarkupText(last) ? /\s*$/.exec(last.loc.source)![0].length : 0;
    found.push({
      start: first.loc.start.offset + lead,
      end: last.loc.end.offset - rest,
      form: 'markup',
      text: trimmed(written).inner,
      places,
      at,
      inMarkup: true,
    });
  }

  function addAttributes(element: MarkupElement): void {
    const named = (name: string) => `${name} of <${element.tag}>`;
    const hintOf = (name: string): Hint => {
      if (isTextAttribute(name)) return 'text';
      if (!isComponent(element) || isKeyAttribute(name)) return 'key';
      return ofProperty(name);
    };
    for (const { name, value } of attributesOf(element)) {
      if (value === undefined) continue;
      const hint = hintOf(name);
      const isText =
        hint === 'text' ? isWord(value.content) : hint === undefined && isSentence(value.content);
      if (!isText) continue;
      found.push({
        start: value.loc.start.offset,
        end: value.loc.end.offset,
        form: 'attribute',
        text: trimmed(value.content).inner,
        places: [],
        at: named(name),
        inMarkup: true,
      });
    }
    for (const { name, arg, expression } of directivesOf(element)) {
      if (expression === undefined || name === 'for' || name === 'slot') continue;
      const hint = name === 'bind' && arg !== '' ? hintOf(arg) : undefined;
      if (hint === 'key' && isKeyAttribute(arg)) continue;
      addExpression(expression, hint, name === 'bind' ? named(arg) : `<${element.tag}>`);
    }
  }

  function visit(nodes: readonly MarkupNode[], at: string, isTaken: boolean): void {
    if (isTaken) for (const sentence of sentencesOf(nodes)) addSentence(sentence, at);
    for (const node of nodes) {
      if (isInterpolation(node)) addExpression(node.content, isTaken ? 'text' : undefined, at);
      if (!isElement(node)) continue;
      addAttributes(node);
      visit(nodesOf(node.children), `<${node.tag}>`, isTaken && !isLeft(node));
    }
  }
  visit(nodesOf(root), '', true);
  return found;
}
