/** What Vue's parser calls its nodes. */
const KIND = { element: 1, text: 2, comment: 3, interpolation: 5, attribute: 6, directive: 7 };

interface Place {
  start: { offset: number };
  end: { offset: number };
  source: string;
}

/** A node of a template, of which nothing else is assumed. */
export interface MarkupNode {
  type: number;
  loc: Place;
}

export interface MarkupElement extends MarkupNode {
  tag: string;
  props: readonly unknown[];
  children: readonly unknown[];
}

export interface MarkupText extends MarkupNode {
  content: string;
}

export interface Interpolation extends MarkupNode {
  content: MarkupNode;
}

/** `title="Close"` */
export interface Attribute extends MarkupNode {
  name: string;
  value: MarkupText | undefined;
}

/** `:title="words"`, `@click="close"`, `v-if="isOpen"` */
export interface Directive extends MarkupNode {
  name: string;
  arg: string;
  expression: MarkupNode | undefined;
}

const field = (node: object, name: string): unknown => (node as Record<string, unknown>)[name];

const isMarkup = (value: unknown): value is MarkupNode =>
  typeof value === 'object' && value !== null && typeof field(value, 'type') === 'number' && 'loc' in value;

export const nodesOf = (values: readonly unknown[]): MarkupNode[] => values.filter(isMarkup);

export const isElement = (node: MarkupNode): node is MarkupElement => node.type === KIND.element;
export const isMarkupText = (node: MarkupNode): node is MarkupText => node.type === KIND.text;
export const isInterpolation = (node: MarkupNode): node is Interpolation =>
  node.type === KIND.interpolation && isMarkup(field(node, 'content'));

export const attributesOf = (element: MarkupElement): Attribute[] =>
  nodesOf(element.props).flatMap((node) => {
    const [name, value] = [field(node, 'name'), field(node, 'value')];
    if (node.type !== KIND.attribute || typeof name !== 'string') return [];
    return [{ ...node, name, value: isMarkup(value) && isMarkupText(value) ? value : undefined }];
  });

export const directivesOf = (element: MarkupElement): Directive[] =>
  nodesOf(element.props).flatMap((node) => {
    const [name, arg, expression] = [field(node, 'name'), field(node, 'arg'), field(node, 'exp')];
    if (node.type !== KIND.directive || typeof name !== 'string') return [];
    const named = isMarkup(arg) ? field(arg, 'content') : '';
    return [
      {
        ...node,
        name,
        arg: typeof named === 'string' ? named : '',
        expression: isMarkup(expression) ? expression : undefined,
      },
    ];
  });
