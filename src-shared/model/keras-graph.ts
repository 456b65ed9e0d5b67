import { z } from 'zod';

export const kerasLayerSchema = z.object({
  class_name: z.string(),
  config: z.record(z.string(), z.unknown()),
});
export type KerasLayer = z.infer<typeof kerasLayerSchema>;

const nodeSchema = kerasLayerSchema.extend({ name: z.string().optional(), inbound_nodes: z.unknown() });
const functionalSchema = z.object({
  layers: z.array(nodeSchema).max(2000),
  input_layers: z.unknown(),
  output_layers: z.unknown(),
});

export const kerasNameOf = ({ class_name: className, config }: KerasLayer): string =>
  typeof config['name'] === 'string' ? config['name'] : className;

/** Convolutions with their norms, and what they began with added before the last activation. */
export interface KerasBlock {
  conv1: KerasLayer;
  norm1: KerasLayer;
  conv2: KerasLayer;
  norm2: KerasLayer;
  /** of the shortcut, where sizes change */
  projection: { conv: KerasLayer; norm: KerasLayer } | undefined;
  /** both activations, and the sum */
  others: KerasLayer[];
}
export type KerasPart = KerasLayer | KerasBlock;

export const isBlock = (part: KerasPart): part is KerasBlock => 'conv1' in part;

const referenceSchema = z.tuple([z.string(), z.number(), z.number()]).rest(z.unknown());

/** Names of layers in `[["name", 0, 0, {}]]`, or in what Keras 3 writes around `["name", 0, 0]`. */
function namesIn(value: unknown): string[] {
  const reference = referenceSchema.safeParse(value);
  if (reference.success) return [reference.data[0]];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(namesIn);
  return [];
}

interface Node {
  layer: KerasLayer;
  name: string;
  from: string[];
  to: Node[];
}

const isRelu = ({ layer }: Node): boolean =>
  (layer.class_name === 'ReLU' && typeof layer.config['max_value'] !== 'number') ||
  (layer.class_name === 'Activation' && layer.config['activation'] === 'relu');

/** The layers that follow one after the other, each with a single way on, of the classes that are wanted. */
function straight(first: Node, ...classes: ((node: Node) => boolean)[]): Node[] | undefined {
  const nodes: Node[] = [];
  let node: Node | undefined = first;
  for (const isWanted of classes) {
    if (node === undefined || node.from.length !== 1 || !isWanted(node)) return undefined;
    nodes.push(node);
    node = node.to.length === 1 ? node.to[0] : undefined;
  }
  return nodes;
}

const isA = (className: string) => (node: Node) => node.layer.class_name === className;

/** The residual block that begins behind a layer with two ways on, and its last layer. */
function blockBehind(start: Node): { block: KerasBlock; end: Node } | undefined {
  const [conv, norm] = [isA('Conv2D'), isA('BatchNormalization')];
  for (const first of start.to) {
    const main = straight(first, conv, norm, isRelu, conv, norm);
    const sum = main?.at(-1)?.to[0];
    if (!main || sum?.layer.class_name !== 'Add' || sum.from.length !== 2 || sum.to.length !== 1) continue;
    const end = sum.to[0]!;
    if (!isRelu(end)) continue;
    const other = start.to.find((node) => node !== first);
    const projected = other && other !== sum ? straight(other, conv, norm) : [];
    const isJoined = other === sum || projected?.at(-1)?.to[0] === sum;
    if (!other || !projected || !isJoined) continue;
    const [conv1, norm1, relu, conv2, norm2] = main.map(({ layer }) => layer);
    const [itsConv, itsNorm] = projected.map(({ layer }) => layer);
    return {
      end,
      block: {
        conv1: conv1!,
        norm1: norm1!,
        conv2: conv2!,
        norm2: norm2!,
        projection: itsConv && itsNorm && { conv: itsConv, norm: itsNorm },
        others: [relu!, sum.layer, end.layer],
      },
    };
  }
  return undefined;
}

/**
 * A functional Keras model as one part after the other: layers, and residual blocks.
 *
 * @returns one sentence where it is something else
 */
export function kerasChain(config: unknown): KerasPart[] | string {
  const parsed = functionalSchema.safeParse(config);
  if (!parsed.success) return 'The file does not say what layers its model has.';
  const nodes = new Map<string, Node>();
  for (const layer of parsed.data.layers) {
    const name = layer.name ?? kerasNameOf(layer);
    nodes.set(name, { layer, name, from: namesIn(layer.inbound_nodes), to: [] });
  }
  for (const node of nodes.values()) for (const from of node.from) nodes.get(from)?.to.push(node);
  const [inputs, outputs] = [namesIn(parsed.data.input_layers), namesIn(parsed.data.output_layers)];
  const first = nodes.get(inputs[0] ?? '');
  if (inputs.length !== 1 || outputs.length !== 1 || !first)
    return 'Its model has several inputs or outputs, and only models with one of each are taken over with their layers.';
  const parts: KerasPart[] = [first.layer];
  let node: Node = first;
  while (node.name !== outputs[0]) {
    if (node.to.length === 1 && node.to[0]!.from.length === 1) {
      node = node.to[0]!;
      parts.push(node.layer);
    } else {
      const found: ReturnType<typeof blockBehind> = node.to.length === 2 ? blockBehind(node) : undefined;
      if (!found)
        return `Its layers part behind "${node.name.slice(0, 60)}" in a way that Trainyard has no layer for: only residual blocks of two convolutions are taken over.`;
      parts.push(found.block);
      node = found.end;
    }
    // A model that goes round in circles has no end.
    if (parts.length > parsed.data.layers.length) return 'The file does not say what layers its model has.';
  }
  return parts;
}
