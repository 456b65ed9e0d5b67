import { valueAt } from './path';

/** Makes a spec of one version into the same spec of the next. */
export type Migration = (spec: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * `MIGRATIONS[0]` leads from version 1 to 2, and so on. Within a version fields are only ever added, each with a default
 * that means what was done before there was the field: that needs no migration. What needs one is a field that is
 * renamed, removed, or means something else.
 */
const MIGRATIONS: readonly Migration[] = [];

/** A spec without a version was written by hand, for the newest one. */
const versionOf = (input: object): number | undefined => {
  const version = valueAt(input, 'version');
  return typeof version === 'number' && Number.isInteger(version) && version >= 1 ? version : undefined;
};

/**
 * What was read from a file or a message, as a spec of the newest version; nothing is checked yet, and what is no object,
 * or of a version that is not known, is given back as it is.
 *
 * @param migrations of all versions, for tests
 */
export function migrateSpec(input: unknown, migrations: readonly Migration[] = MIGRATIONS): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const from = versionOf(input);
  if (from === undefined) return input;
  let spec: Record<string, unknown> = { ...input };
  for (const [at, migrate] of migrations.entries()) {
    if (at + 1 >= from) spec = { ...migrate(spec), version: at + 2 };
  }
  return spec;
}
