import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportOptions, Inspection } from '@shared/contract/import';
import { DataError } from '../data-error';
import { nameFromFile } from '../import/names';
import { naturalOrder } from '../import/natural-order';
import type { SourceReader } from '../import/source-reader';
import { textIn } from '../table/cell';
import { readHead } from '../table/head-of-table';
import { importTable } from '../table/import-table';
import { inspectTable } from '../table/inspect-table';
import { openArrayFile, type ArrayFile } from './array-file';
import { arrayInput } from './array-input';
import { findParts, type PartArrays } from './array-parts';
import { arrayTable, inputSize } from './array-table';
import { targetForm, type TargetForm } from './array-targets';
import { importArrays } from './import-arrays';

const formatOf = ({ format }: ArrayFile) => format.toUpperCase();

/** More columns than this are told apart by nobody. */
const MOST_COLUMNS = 10_000;

/** Samples of one axis are rows of a table, of which columns can be told apart. */
const isTable = ([first]: readonly PartArrays[]) =>
  first!.inputs.header.shape.length <= 2 && inputSize(first!) <= MOST_COLUMNS;

/** The options that a table of arrays is read with: what is said of its columns by hand comes last. */
function tableOptions(
  options: ImportOptions,
  form: TargetForm | undefined,
  choices: ImportOptions['table']['columns'],
): ImportOptions {
  const task = options.arrays.task ?? options.table.task ?? form?.task;
  return {
    ...options,
    table: { ...options.table, columns: [...choices, ...options.table.columns], ...(task && { task }) },
  };
}

async function opened(path: string, options: ImportOptions, signal: AbortSignal | undefined) {
  const file = await openArrayFile(path);
  const parts = findParts(file, options.arrays);
  const form = parts[0]!.targets === undefined ? undefined : await targetForm(parts, signal);
  if (form === undefined && !isTable(parts)) {
    throw new DataError(
      `${path} has too many columns to have its target among them: lay the targets beside it as y.npy.`,
      'path',
    );
  }
  return { file, parts, form };
}

async function inspectSamples(
  file: ArrayFile,
  parts: readonly PartArrays[],
  form: TargetForm,
  options: ImportOptions,
): Promise<Inspection> {
  const { path } = file;
  const shown = arrayInput(parts[0]!.inputs);
  const { source } = arrayTable(parts, form, { path, isWithInputs: false });
  const head = await readHead(source);
  const task = options.arrays.task ?? form.task ?? 'classification';
  const counts = new Map<string, number>();
  for (const [cell] of head.rows) {
    const text = cell === null || cell === undefined ? '' : textIn(cell);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const count = source.count ?? 0;
  const what = shown.input.type === 'pictures' ? 'pictures' : 'samples';
  const [height = 1, width = 1, channels = 1] = shown.input.shape;
  const classes = [...counts].map(([name, its]) => ({ name, count: its }));
  return {
    path,
    kind: 'arrays',
    name: nameFromFile(path),
    summary: `${formatOf(file)} with ${count.toLocaleString('en')} ${what} of ${shown.input.shape.join(' × ')}`,
    count,
    isWhole: true,
    splits: parts.flatMap(({ part }) => (part === undefined ? [] : [part])),
    classes:
      task === 'classification' ? classes.toSorted((a, b) => naturalOrder(a.name, b.name)).slice(0, 256) : [],
    task,
    columns: [],
    delimiter: null,
    header: null,
    rows: [],
    sizes: shown.input.type === 'pictures' ? [{ height, width, count: Math.max(1, count) }] : [],
    isGrey: shown.input.type === 'pictures' ? channels === 1 : null,
    arrays: [],
    warnings: [...source.notes, ...shown.notes],
  };
}

/** Arrays of NumPy: NPZ files, and NPY files with their targets beside them. */
export const arraysReader: SourceReader = {
  kind: 'arrays',
  async recognises(path) {
    if (!/\.np[yz](?:\.gz)?$/i.test(path)) return false;
    const found = await stat(path).catch(() => undefined);
    return found?.isFile() === true;
  },
  async inspect({ path, options, signal }) {
    const { file, parts, form } = await opened(path, options, signal);
    const arrays = file.arrays.map(({ name, header }) => ({
      name,
      type: header.typeName,
      shape: header.shape,
    }));
    if (form !== undefined && !isTable(parts))
      return { ...(await inspectSamples(file, parts, form, options)), arrays };
    const { source, choices } = arrayTable(parts, form, { path, isWithInputs: true });
    const described = { kind: 'arrays' as const, name: nameFromFile(path), format: formatOf(file) };
    return {
      ...(await inspectTable(source, tableOptions(options, form, choices), described, signal)),
      arrays,
    };
  },
  async import(request) {
    const { path, options, signal, name = nameFromFile(path) } = request;
    const { file, parts, form } = await opened(path, options, signal);
    const description = { type: 'arrays' as const, format: file.format, file: basename(path) };
    if (form !== undefined && !isTable(parts))
      return importArrays({ ...request, name, description, parts, form });
    const { source, choices } = arrayTable(parts, form, { path, isWithInputs: true });
    return importTable(source, {
      ...request,
      options: tableOptions(options, form, choices),
      name,
      description,
    });
  },
};
