import { z } from 'zod';
import type { FeatureColumn } from '@shared/contract/dataset';
import { MOST_ROWS } from '@shared/contract/prediction';
import { encodeCells, listed } from '@shared/data/encode-row';
import { HttpRefusal } from './http-refusal';

const cellSchema = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const rowsSchema = z.strictObject({
  rows: z
    .array(z.union([z.record(z.string(), cellSchema), z.array(cellSchema)]))
    .min(1)
    .max(MOST_ROWS),
});
export type AskedRow = z.infer<typeof rowsSchema>['rows'][number];
/** What a row says that it is called, by the names that it says it under. */
export type AskedIds = Readonly<Record<string, z.infer<typeof cellSchema>>>;

/** What rows may say: the columns that the model is shown, and names for what a row is called. */
export interface RowNames {
  columns: readonly FeatureColumn[];
  ids: readonly string[];
}

/** "rows[3].size", as programs write it. */
const fieldOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );

/**
 * Rows of a request as a model is shown them, one after the other.
 *
 * @returns of each row also what it says that it is called, where it does
 * @throws HttpRefusal that names the field
 */
export function encodedRows(
  body: unknown,
  names: RowNames,
): { bytes: Uint8Array<ArrayBuffer>; rows: number; ids: (AskedIds | undefined)[] } {
  const parsed = rowsSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new HttpRefusal(
      422,
      `The body must be an object with "rows": an array of 1 to ${MOST_ROWS.toLocaleString('en')} objects, or arrays, of numbers, texts or null.`,
      fieldOf(issue?.path ?? []) || 'rows',
    );
  }
  const { rows } = parsed.data;
  const encoded = rows.map((row, index) => encodedRow(row, names, `rows[${index}]`));
  const width = encoded[0]!.length;
  const all = new Float32Array(width * rows.length);
  for (const [index, numbers] of encoded.entries()) all.set(numbers, index * width);
  const ids = rows.map((row) => idsOf(row, names.ids));
  return { bytes: new Uint8Array(all.buffer), rows: rows.length, ids };
}

function idsOf(row: AskedRow, names: readonly string[]): AskedIds | undefined {
  if (Array.isArray(row)) return undefined;
  const said = names.filter((name) => Object.hasOwn(row, name));
  return said.length === 0 ? undefined : Object.fromEntries(said.map((name) => [name, row[name] ?? null]));
}

function encodedRow(row: AskedRow, names: RowNames, field: string): Float32Array {
  const { columns } = names;
  const cells = Array.isArray(row) ? cellsInOrder(row, columns, field) : cellsByName(row, names, field);
  // What is true in JSON is the text "true" in a table.
  const { numbers, problems } = encodeCells(
    columns,
    cells.map((cell) => (typeof cell === 'boolean' ? String(cell) : cell)),
  );
  const [first] = problems;
  if (first === undefined) return numbers;
  const message =
    first.message === 'is missing'
      ? `"${first.column}" is missing: give it, or null where it is not known.`
      : `"${first.column}" ${first.message}.`;
  throw new HttpRefusal(422, message, `${field}.${first.column}`);
}

function cellsInOrder(row: Extract<AskedRow, unknown[]>, columns: readonly FeatureColumn[], field: string) {
  if (row.length === columns.length) return row;
  throw new HttpRefusal(
    422,
    `A row needs ${columns.length} values (${listed(columns.map(({ name }) => name))}), not ${row.length}.`,
    field,
  );
}

function cellsByName(row: Exclude<AskedRow, unknown[]>, { columns, ids }: RowNames, field: string) {
  const unknown = Object.keys(row).find(
    (key) => !columns.some(({ name }) => name === key) && !ids.includes(key),
  );
  if (unknown !== undefined) {
    const shown = listed(columns.map(({ name }) => `"${name}"`));
    throw new HttpRefusal(
      422,
      `There is no column "${unknown}": the model is shown ${shown}.`,
      `${field}.${unknown}`,
    );
  }
  return columns.map(({ name }) => (Object.hasOwn(row, name) ? row[name] : undefined));
}
