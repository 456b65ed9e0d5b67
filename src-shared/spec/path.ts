import type { z } from 'zod';

type Json = z.core.util.JSONType;

const isContainer = (value: unknown): value is Record<string, Json> | Json[] =>
  typeof value === 'object' && value !== null;

/** The value at a dotted path such as `model.layers.2.units`, or undefined. */
export function valueAt(root: unknown, path: string): unknown {
  let value: unknown = root;
  for (const key of path === '' ? [] : path.split('.')) {
    if (!isContainer(value) || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/**
 * A copy of `root` with `value` at a dotted path; missing objects on the way are made. `undefined` removes
 * the field.
 */
export function withValueAt<T>(root: T, path: string, value: unknown): T {
  const [key, ...rest] = path.split('.');
  if (key === undefined || key === '' || key === '__proto__') return root;
  const copy: Record<string, unknown> = Array.isArray(root)
    ? (root.slice() as unknown as Record<string, unknown>)
    : { ...(root as Record<string, unknown>) };
  if (rest.length > 0) {
    copy[key] = withValueAt(isContainer(copy[key]) ? copy[key] : {}, rest.join('.'), value);
  } else if (value === undefined) delete copy[key];
  else copy[key] = value;
  return copy as T;
}

/** All that is no list and no object in a spec, by its dotted path. */
export function leavesOf(root: unknown, path = ''): Map<string, number | string | boolean> {
  if (typeof root === 'number' || typeof root === 'string' || typeof root === 'boolean') {
    return new Map([[path, root]]);
  }
  if (!isContainer(root)) return new Map();
  return new Map(
    Object.entries(root).flatMap(([key, part]) => [...leavesOf(part, path === '' ? key : `${path}.${key}`)]),
  );
}

/** A setting as typed after `--set`: JSON where it parses, else the text itself. */
export function parseTypedValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
