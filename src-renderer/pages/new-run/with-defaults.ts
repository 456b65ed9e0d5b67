const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A draft with what it leaves out as the spec that it is read as has it: what a form shows is what would be trained. What
 * stands in the draft stays as it is, wrong values included.
 */
export function withDefaults(draft: unknown, read: unknown): unknown {
  if (draft === undefined) return read;
  if (Array.isArray(draft) && Array.isArray(read) && draft.length === read.length) {
    return draft.map((entry: unknown, at) => withDefaults(entry, read[at]));
  }
  if (!isRecord(draft) || !isRecord(read)) return draft;
  const missing = Object.entries(read).filter(([key]) => !Object.hasOwn(draft, key));
  const own = Object.entries(draft).map(([key, value]) => [key, withDefaults(value, read[key])] as const);
  return { ...Object.fromEntries(own), ...Object.fromEntries(missing) };
}
