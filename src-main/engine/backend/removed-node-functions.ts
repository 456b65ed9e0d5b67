import { createRequire } from 'node:module';

/**
 * Puts back the two functions of `node:util` that Node 23 removed and tfjs-node 4.22 still calls (`topk`
 * throws without them). The namespace of an ES import is frozen, so this goes through `require`.
 */
export function restoreRemovedNodeFunctions(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}
