import { FORMS, PLACE, trimmed, type Finding, type Span } from './finding.ts';
import { ofCall, ofClass, ofName, ofProperty, type Hint } from './names.ts';
import { childrenOf, isNode, nameOf, nodesIn, rootOf, type SyntaxNode } from './syntax.ts';
import { isSentence, isWord } from './words.ts';

/** Takes a string out (`'Enter' /* no text *\/`), or in though it looks like a key. */
const MARK = /^\s*(no text|text)\s*$/;

/** Functions that hand on what they are given. */
const PASSED_ON = new Set(['computed', 'filter', 'ref', 'shallowRef']);

interface Step {
  node: SyntaxNode;
  /** the field of it that leads on */
  field: string;
}

/** The words that a comment right before or behind a string says of it. */
function markOf(node: SyntaxNode): Hint {
  for (const comment of [...nodesIn(node['leadingComments']), ...nodesIn(node['trailingComments'])]) {
    const said = typeof comment['value'] === 'string' ? MARK.exec(comment['value'])?.[1] : undefined;
    if (said !== undefined) return said === 'text' ? 'text' : 'key';
  }
  return undefined;
}

const isCall = ({ type }: SyntaxNode) => /^(Optional)?CallExpression$/.test(type);
const isFunction = ({ type }: SyntaxNode) =>
  /^(ArrowFunctionExpression|FunctionExpression|FunctionDeclaration|ObjectMethod|ClassMethod)$/.test(type);

/** Strings of one list that is `as const` are the names of a type, not words. */
const isListOfNames = (node: SyntaxNode, parent: SyntaxNode | undefined) =>
  node.type === 'ArrayExpression' &&
  parent?.type === 'TSAsExpression' &&
  nameOf((isNode(parent['typeAnnotation']) ? parent['typeAnnotation'] : parent)['typeName']) === 'const' &&
  nodesIn(node['elements']).every(({ type }) => type === 'StringLiteral');

/** `const [is, it] = runs === 1 ? ['is', 'it'] : ['are', 'they']` */
const isChoiceOfWords = ({ id, init }: SyntaxNode) =>
  isNode(id) && id.type === 'ArrayPattern' && isNode(init) && init.type === 'ConditionalExpression';

/** What a variable or a property says of what it is given; `problem.value` is `problem`. */
const assigned = (left: unknown): Hint =>
  (nameOf(left) === 'value' ? undefined : ofProperty(nameOf(left))) ?? ofName(rootOf(left));

/** What one step of the way from a string up to its statement says of it; 'on' where it is to be asked further up. */
function asked({ node, field }: Step, parent: SyntaxNode | undefined): Hint | 'on' {
  if (/^(Import|Export(Named|All))|^TS(?!As|Satisfies|NonNull)|^Directive/.test(node.type)) {
    return node.type === 'ExportNamedDeclaration' && field === 'declaration' ? 'on' : 'key';
  }
  switch (node.type) {
    case 'ArrayExpression':
      return isListOfNames(node, parent) ? 'key' : 'on';
    case 'ObjectProperty':
      if (field === 'key') return 'key';
      return ofProperty(nameOf(node['key'])) ?? 'on';
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return field === 'property' ? 'key' : 'on';
    case 'BinaryExpression':
      return node['operator'] === '+' ? 'on' : 'key';
    case 'SwitchCase':
      return field === 'test' ? 'key' : 'on';
    case 'TaggedTemplateExpression':
      return 'key';
    case 'CallExpression':
    case 'OptionalCallExpression': {
      if (field === 'callee') return 'on';
      const callee = node['callee'];
      if (['z', 'console', 'Intl'].includes(rootOf(callee))) return 'key';
      return PASSED_ON.has(nameOf(callee)) ? 'on' : ofCall(nameOf(callee));
    }
    case 'NewExpression':
      return rootOf(node['callee']) === 'Intl' ? 'key' : ofClass(nameOf(node['callee']));
    case 'VariableDeclarator':
      return isChoiceOfWords(node) ? 'text' : ofName(nameOf(node['id']));
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return assigned(node['left']);
    case 'ReturnStatement':
    case 'BlockStatement':
    case 'IfStatement':
    case 'SwitchStatement':
      return 'on';
    case 'FunctionDeclaration':
    case 'ObjectMethod':
    case 'ClassMethod':
      return ofName(nameOf(node['id'] ?? node['key']));
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return field === 'body' ? 'on' : undefined;
    default:
      return node.type.endsWith('Statement') && node.type !== 'ExpressionStatement' ? undefined : 'on';
  }
}

export interface ScriptContext {
  /** added to what the parser says, to come to the offset in the file */
  offset: number;
  inMarkup: boolean;
  /** what the place where the expression stands says of the strings in it */
  hint: Hint;
  /** where it stands, where the script cannot say */
  at: string;
  /** strings that are names for the program somewhere, and so are no texts by their looks alone */
  keys: ReadonlySet<string>;
}

/** Where a text stands: the function, constant or property that it belongs to. */
function placeOf(way: readonly Step[], otherwise: string): string {
  const property = way.findLast(({ node, field }) => node.type === 'ObjectProperty' && field === 'value');
  const owner = way.findLast(
    ({ node }) =>
      (isFunction(node) && nameOf(node['id'] ?? node['key']) !== '') ||
      (node.type === 'VariableDeclarator' && nameOf(node['id']) !== ''),
  );
  const owned = owner && nameOf(owner.node['id'] ?? owner.node['key']);
  const key = property && nameOf(property.node['key']);
  return [key, owned].filter(Boolean).join(' in ') || otherwise;
}

/**
 * The texts of a script or of an expression in a template: strings and template literals that are words for people, by what
 * they look like and by where they stand.
 */
export function scriptTexts(tree: SyntaxNode, context: ScriptContext): Finding[] {
  const { offset, inMarkup, keys } = context;
  const found: Finding[] = [];
  const spanOf = ({ start, end }: SyntaxNode): Span => ({ start: start + offset, end: end + offset });

  const hintOf = (node: SyntaxNode, way: readonly Step[]): Hint => {
    const mark = markOf(node);
    if (mark !== undefined) return mark;
    for (let at = way.length - 1; at >= 0; at--) {
      const step = way[at]!;
      // Half of a sentence that is put together: it is a text as the whole is.
      if (step.node.type === 'TemplateLiteral' && isTemplateText(step.node, way.slice(0, at))) return 'text';
      if (step.node.type === 'TemplateLiteral' && isRowOfPlaces(step.node)) {
        return hintOf(step.node, way.slice(0, at)) === 'key' ? 'key' : 'text';
      }
      const said = asked(step, way[at - 1]?.node);
      if (said !== 'on') return said;
    }
    return context.hint;
  };

  const wordsOf = (node: SyntaxNode): string =>
    nodesIn(node['quasis'])
      .map(({ value }) =>
        typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '',
      )
      .reduce((text, part, at) => (at === 0 ? part : `${text}{${at - 1}}${part}`), '');

  /** `${name} ${by > 0 ? 'up' : 'down'} ${share}`: all words of it are put in. */
  const isRowOfPlaces = (node: SyntaxNode) => {
    const between = wordsOf(node).replace(PLACE, '');
    return /\s/.test(between) && /^[\s.,;:()]*$/.test(between);
  };

  function isText(text: string, hint: Hint): boolean {
    if (hint === 'key') return false;
    if (hint === 'text') return isWord(text);
    const isPartOfOne = text !== text.trim() && isWord(text);
    return (isSentence(text) || isPartOfOne) && !keys.has(text.trim());
  }

  function isTemplateText(node: SyntaxNode, way: readonly Step[]): boolean {
    const text = wordsOf(node);
    return isWord(text) && isText(text, hintOf(node, way));
  }

  function add(
    node: SyntaxNode,
    form: Finding['form'],
    written: string,
    places: Span[],
    way: readonly Step[],
  ) {
    const { inner } = trimmed(written);
    found.push({ ...spanOf(node), form, text: inner, places, at: placeOf(way, context.at), inMarkup });
  }

  /** The words of `counted(number, 'run')`, whose plural every language forms in its own way. */
  function addPlural(node: SyntaxNode, way: readonly Step[]): readonly SyntaxNode[] {
    const [, one, many] = nodesIn(node['arguments']);
    if (one?.type !== 'StringLiteral' || (many !== undefined && many.type !== 'StringLiteral')) return [];
    const [first, second] = [String(one['value']), String(many?.['value'] ?? `${String(one['value'])}s`)];
    found.push({
      ...spanOf(one),
      end: spanOf(many ?? one).end,
      form: 'plural',
      text: `{n} ${first}${FORMS}{n} ${second}`,
      places: [],
      at: placeOf(way, context.at),
      inMarkup,
    });
    return many ? [one, many] : [one];
  }

  function visit(node: SyntaxNode, way: readonly Step[]): void {
    if (/^TS(?!As|Satisfies|NonNull)/.test(node.type)) return;
    let done: readonly SyntaxNode[] = [];
    if (isCall(node) && /^(counted|unitFor)$/.test(nameOf(node['callee']))) done = addPlural(node, way);
    if (node.type === 'StringLiteral' && typeof node['value'] === 'string') {
      if (isText(node['value'], hintOf(node, way))) add(node, 'string', node['value'], [], way);
    }
    if (node.type === 'TemplateLiteral' && isTemplateText(node, way)) {
      add(node, 'template', wordsOf(node), nodesIn(node['expressions']).map(spanOf), way);
    }
    for (const { field, child } of childrenOf(node)) {
      if (!done.includes(child)) visit(child, [...way, { node, field }]);
    }
  }
  visit(tree, []);
  return found;
}

/** Strings that are names for the program: those of types, of lists `as const`, of comparisons and of `case`. */
export function keysOf(tree: SyntaxNode): string[] {
  const found: string[] = [];
  const strings = (node: SyntaxNode): void => {
    if (node.type === 'StringLiteral' && typeof node['value'] === 'string') found.push(node['value']);
    if (node.type === 'ArrayExpression') nodesIn(node['elements']).forEach(strings);
  };
  const visit = (node: SyntaxNode, parent: SyntaxNode | undefined): void => {
    if (node.type === 'TSLiteralType' && isNode(node['literal'])) strings(node['literal']);
    if (node.type === 'SwitchCase' && isNode(node['test'])) strings(node['test']);
    if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(String(node['operator']))) {
      for (const side of [node['left'], node['right']]) if (isNode(side)) strings(side);
    }
    if (isListOfNames(node, parent)) strings(node);
    if (isCall(node) && rootOf(node['callee']) === 'z') nodesIn(node['arguments']).forEach(strings);
    for (const { child } of childrenOf(node)) visit(child, node);
  };
  visit(tree, undefined);
  return found;
}
