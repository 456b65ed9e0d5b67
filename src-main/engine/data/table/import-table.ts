import type { DatasetInput, DatasetSource } from '@shared/contract/dataset';
import { DataError } from '../data-error';
import { doubtClasses } from '../import/class-doubts';
import { DatasetBuilder } from '../import/dataset-builder';
import type { ImportedDataset } from '../import/builder-options';
import { blamingChanges } from '../import/file-mark';
import type { ImportSource } from '../import/source-reader';
import { dateNotes } from './date-columns';
import { encodeTable } from './encode-table';
import { readHead } from './head-of-table';
import { RowIds } from './row-ids';
import { surveyTable, type Survey } from './survey-table';
import { leaveTableCopiesOut } from './table-copies';
import { findFeatures } from './table-features';
import { partsOfRows } from './table-parts';
import { planTable, type PlannedColumn } from './table-plan';
import type { TableSource } from './table-source';
import { findTarget } from './table-target';

/** What a table is imported as; columns that are not chosen are found out. */
export interface TableImport extends Omit<ImportSource, 'path' | 'name'> {
  name: string;
  description: DatasetSource;
}

/** How far the two readings are: half of the samples' number at the end of the first. */
class Progress {
  #shown = 0;

  constructor(readonly onProgress: ImportSource['onProgress']) {}

  first(rows: number, share: number): void {
    const total = share > 0 ? Math.round(rows / share) : rows;
    this.#show(Math.floor(rows / 2), Math.max(rows, total));
  }

  second(rows: number, total: number): void {
    this.#show(Math.floor((total + rows) / 2), total);
  }

  #show(done: number, total: number): void {
    this.#shown = Math.max(this.#shown, done);
    this.onProgress(this.#shown, Math.max(total, this.#shown));
  }
}

/** Columns that turned out to hold text although the first rows did not: what nobody chose is corrected. */
function correctTypes(columns: readonly PlannedColumn[], { profiles }: Survey): boolean {
  let isCorrected = false;
  for (const [index, column] of columns.entries()) {
    if (column.isTypeChosen || column.type !== 'number' || profiles[index]!.looksNumeric) continue;
    column.type = 'category';
    isCorrected = true;
  }
  return isCorrected;
}

/**
 * Imports a table in two readings: the first decides of each row where it goes, the second writes it. What is in memory
 * grows by some bytes a row only.
 *
 * @throws DataError in one sentence
 * @throws the signal's reason when aborted
 */
export function importTable(source: TableSource, request: TableImport): Promise<ImportedDataset> {
  return blamingChanges(source.files, request.signal, () => importSource(source, request));
}

async function importSource(source: TableSource, request: TableImport): Promise<ImportedDataset> {
  const { options, signal, datasetsFolder, name, description, origin } = request;
  const { path } = source;
  const head = await readHead(source, signal);
  const columns = planTable(head.profiles, options.table.columns, path);
  const progress = new Progress(request.onProgress);
  const survey = () =>
    surveyTable(source, columns, {
      setsMissingAside: options.table.missing === 'set-aside',
      exclude: options.exclude,
      signal,
      onRows: (rows, share) => progress.first(rows, share),
    });
  let surveyed = await survey();
  if (correctTypes(columns, surveyed)) surveyed = await survey();
  if (surveyed.rows === 0)
    throw new DataError(`${path} has no rows below its header: nothing to import.`, 'path');
  const { collector } = surveyed;
  collector.notes.push(...source.notes);
  const found = findTarget(columns, surveyed, options.table.task, path);
  const features = findFeatures(columns, surveyed, path);
  collector.notes.push(...dateNotes(columns, surveyed.profiles));
  const isGiven = columns.some(({ role }) => role === 'split');
  const parts = partsOfRows({ survey: surveyed, found, isGiven, path }, options);
  await leaveTableCopiesOut(
    { source, columns, features, survey: surveyed, found, parts, signal },
    options.duplicates,
  );
  const input: DatasetInput = { type: 'table', columns: features.map(({ column }) => column) };
  const naming = columns.filter(({ role }) => role === 'id').map((column) => column.name);
  const ids = new RowIds(source.names, naming, source.rules);
  const builder = await DatasetBuilder.open({
    datasetsFolder,
    name,
    input,
    target: found.target,
    hasGroups: surveyed.groups.length > 0,
    hasRows: true,
    idColumns: ids.columns,
    expected: surveyed.rows - collector.setAsideCount,
    origin,
    files: source.files,
    signal,
  });
  try {
    const { histograms, classCounts, shown } = await encodeTable({
      source,
      columns,
      features,
      survey: surveyed,
      found,
      parts,
      ids,
      builder,
      signal,
      onRows: (rows) => progress.second(rows, surveyed.rows),
    });
    collector.notes.push(...ids.notes());
    if (found.target.type === 'classes') {
      doubtClasses(collector, {
        names: found.target.names,
        train: [...classCounts.train],
        test: builder.count('test') > 0 ? [...classCounts.test] : undefined,
      });
    }
    const reports = columns.map(({ role, type }, index) =>
      surveyed.profiles[index]!.report(role, type, histograms[index] ?? null),
    );
    return await builder.finish({
      source: description,
      report: collector.report({ columns: reports }),
      input: { ...input, columns: shown },
    });
  } finally {
    await builder.close();
  }
}
