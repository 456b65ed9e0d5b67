import { z } from 'zod';
import { datasetIdSchema } from '../contract/dataset';
import { jobIdSchema, madeIdSchema } from '../contract/job';
import { runIdSchema } from '../spec/run-spec';

/** What an id becomes. */
type Change = (id: string) => string;

/** A value with each of its ids changed, and all else as it is. What is not as its schema says is left alone. */
export type IdMapping = (value: unknown, change: Change) => unknown;

/** Whose values name something that may lie on another machine. */
const IDS: ReadonlySet<z.core.$ZodType> = new Set<z.core.$ZodType>([
  runIdSchema,
  datasetIdSchema,
  jobIdSchema,
  madeIdSchema,
]);

const known = new WeakMap<z.core.$ZodType, { mapping: IdMapping | undefined }>();

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function ofObject(shape: z.core.$ZodShape): IdMapping | undefined {
  const inner = Object.entries(shape).flatMap(([key, schema]) => {
    const mapping = mappingOf(schema);
    return mapping ? [[key, mapping] as const] : [];
  });
  if (inner.length === 0) return undefined;
  return (value, change) => {
    if (!isRecord(value)) return value;
    const changed = { ...value };
    for (const [key, mapping] of inner) {
      if (Object.hasOwn(changed, key)) changed[key] = mapping(changed[key], change);
    }
    return changed;
  };
}

function ofList(mappings: readonly (IdMapping | undefined)[], rest?: IdMapping): IdMapping | undefined {
  if (rest === undefined && mappings.every((mapping) => mapping === undefined)) return undefined;
  return (value, change) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => {
          const mapping = index < mappings.length ? mappings[index] : rest;
          return mapping ? mapping(item, change) : item;
        })
      : value;
}

function ofUnion(options: readonly z.core.$ZodType[]): IdMapping | undefined {
  const mappings = options.map(mappingOf);
  if (mappings.every((mapping) => mapping === undefined)) return undefined;
  return (value, change) => {
    const its = options.findIndex((option) => z.safeParse(option, value).success);
    return mappings[its]?.(value, change) ?? value;
  };
}

function ofRecord(valueType: z.core.$ZodType): IdMapping | undefined {
  const mapping = mappingOf(valueType);
  if (mapping === undefined) return undefined;
  return (value, change) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([key, its]) => [key, mapping(its, change)]))
      : value;
}

function build(schema: z.core.$ZodType): IdMapping | undefined {
  if (IDS.has(schema)) return (value, change) => (typeof value === 'string' ? change(value) : value);
  // Zod's own way of telling schemas apart: every schema of ours is one of these.
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return ofObject(def.shape);
    case 'array': {
      const mapping = mappingOf(def.element);
      return mapping && ofList([], mapping);
    }
    case 'tuple':
      return ofList(def.items.map(mappingOf), def.rest ? mappingOf(def.rest) : undefined);
    case 'record':
      return ofRecord(def.valueType);
    case 'union':
      return ofUnion(def.options);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return mappingOf(def.innerType);
    case 'pipe':
      return mappingOf(def.out);
    default:
      return undefined;
  }
}

/**
 * Where the ids of a schema's values are, worked out once for each schema: so that nothing that is added to the contract
 * has to be thought of here.
 *
 * @returns undefined where its values hold none
 */
export function mappingOf(schema: z.core.$ZodType): IdMapping | undefined {
  const found = known.get(schema);
  if (found) return found.mapping;
  const mapping = build(schema);
  known.set(schema, { mapping });
  return mapping;
}
