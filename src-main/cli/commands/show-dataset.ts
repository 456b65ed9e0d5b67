import { resolve } from 'node:path';
import { ORPCError } from '@orpc/client';
import { refusalSchema } from '@shared/contract/refusal';
import type { DatasetSummary } from '@shared/contract/dataset';
import type { ColumnReport, ImportReport } from '@shared/contract/import';
import { doubtWords, reasonWords } from '@shared/data/report-words';
import type { DataRequest } from '../data-arguments';
import { datasetNamed } from '../find-dataset';
import { count, short, size, table, time } from '../in-words';
import type { Output } from '../output';
import type { ExitCode, Session } from '../session';
import { UsageError } from '../usage-error';

/** What fits on a page; --json has all. */
const MOST_ROWS = 40;
const MOST_EXAMPLES = 3;

const listed = (names: readonly string[], most = 12): string =>
  names.length > most
    ? `${names.slice(0, most).join(', ')} and ${count(names.length - most)} more`
    : names.join(', ');

function inputWords({ input, shape }: DatasetSummary): string {
  switch (input.type) {
    case 'pictures':
      return `pictures of ${input.shape[0]} × ${input.shape[1]}, ${input.shape[2] === 1 ? 'grey' : `${input.shape[2]} channels`}`;
    case 'table': {
      const columns = `${count(input.columns.length)} ${input.columns.length === 1 ? 'column' : 'columns'}`;
      return `rows of ${columns}, ${count(shape[0] ?? 0)} numbers for the model`;
    }
    case 'numbers':
      return `numbers, ${input.shape.join(' × ')}`;
  }
}

const targetWords = ({ type, names }: DatasetSummary['target']): string => {
  const one = type === 'classes' ? 'class' : 'value';
  return `${count(names.length)} ${names.length === 1 ? one : type}: ${listed(names)}`;
};

function columnRows(columns: readonly ColumnReport[]): string[][] {
  return columns.slice(0, MOST_ROWS).map((column) => [
    column.name,
    column.role,
    column.type,
    count(column.values),
    count(column.missing),
    count(column.distinct),
    short(column.mean),
    short(column.deviation),
    column.histogram === null
      ? column.commonest
          .slice(0, 4)
          .map(({ value, count: its }) => `${value} (${count(its)})`)
          .join(', ')
      : `${short(column.histogram.min)} to ${short(column.histogram.max)}`,
  ]);
}

function sayColumns(output: Output, columns: readonly ColumnReport[]): void {
  if (columns.length === 0) return;
  output.line();
  const heading = ['column', 'role', 'type', 'values', 'missing', 'distinct', 'mean', 'deviation', ''];
  for (const line of table(heading, columnRows(columns))) output.line(line);
  if (columns.length > MOST_ROWS)
    output.line(`and ${count(columns.length - MOST_ROWS)} more: --json shows all.`);
}

function sayReport(output: Output, { read, kept, setAside, doubts, notes, columns }: ImportReport): void {
  sayColumns(output, columns);
  output.line(`\nRead ${count(read)} samples, kept ${count(kept)}.`);
  for (const { reason, count: its, examples } of setAside) {
    output.line(`${reasonWords(reason)}, set aside: ${count(its)}`);
    for (const { where, what } of examples.slice(0, MOST_EXAMPLES)) output.line(`  ${where}: ${what}`);
    if (its > MOST_EXAMPLES) output.line(`  and ${count(its - MOST_EXAMPLES)} more`);
  }
  for (const { kind, text, examples } of doubts) {
    output.line(`${doubtWords(kind)}: ${text}`);
    for (const { where, other } of examples.slice(0, MOST_EXAMPLES)) {
      output.line(`  ${other === '' ? where : `${where}: ${other}`}`);
    }
  }
  for (const note of notes) output.line(note);
}

/** What a dataset holds, what was set aside when it was imported and why, and what is doubtful. */
export async function showDataset({ client, output }: Session, text: string): Promise<ExitCode> {
  const dataset = await datasetNamed(client, text);
  const report = await client.datasets.report({ dataset: dataset.id });
  output.event({ event: 'dataset', ...dataset, report });
  const { target, trainCount, validationCount, testCount, classCounts } = dataset;
  const facts: [string, string | undefined][] = [
    ['dataset', `${dataset.id} (${dataset.name})`],
    ['state', dataset.problem === undefined ? dataset.state : `${dataset.state}: ${dataset.problem}`],
    ['input', inputWords(dataset)],
    ['target', targetWords(target)],
    [
      'samples',
      `${count(trainCount - validationCount)} training, ${count(validationCount)} validation, ${count(testCount)} test`,
    ],
    ['size', size(dataset.bytes)],
    ['imported', dataset.createdAt === undefined ? undefined : time(dataset.createdAt)],
    ['fingerprint', dataset.fingerprint === '' ? undefined : dataset.fingerprint.slice(0, 16)],
  ];
  for (const [name, value] of facts) if (value !== undefined) output.line(`${name.padEnd(11)} ${value}`);
  if (target.type === 'classes' && classCounts.length > 0) {
    output.line();
    const rows = target.names
      .slice(0, MOST_ROWS)
      .map((name, label) => [name, count(classCounts[label] ?? 0)]);
    for (const line of table(['class', 'training samples'], rows)) output.line(line);
  }
  if (report) sayReport(output, report);
  return 0;
}

/** What a path would be imported as; nothing is imported. @throws {UsageError} when it cannot be */
export async function checkData({ client, output }: Session, request: DataRequest): Promise<ExitCode> {
  const { options } = request;
  const path = resolve(request.path);
  const found = await client.datasets.inspect({ path, options }).catch((error: unknown) => {
    const refusal = error instanceof ORPCError ? refusalSchema.safeParse(error.data).data : undefined;
    const problem = refusal?.problems[0];
    throw problem ? new UsageError(problem.message, problem.path) : error;
  });
  output.event({ event: 'inspection', ...found });
  output.line(`${found.path}: ${found.summary}.`);
  output.line(`It would be called ${found.name}.`);
  if (found.task !== null) output.line(`Task: ${found.task}.`);
  output.line(
    found.splits.length > 1
      ? `Parts: ${found.splits.join(', ')}.`
      : 'No test part is given: a share of each class is held back.',
  );
  if (found.delimiter !== null) {
    const delimiter = found.delimiter === '\t' ? 'tab' : `"${found.delimiter}"`;
    output.line(
      `Delimiter: ${delimiter}, ${found.header === true ? 'the first line names the columns' : 'no header'}.`,
    );
  }
  for (const { name, type, shape } of found.arrays)
    output.line(`Array ${name}: ${type}, ${shape.join(' × ')}`);
  if (found.classes.length > 0) {
    output.line(`Classes: ${listed(found.classes.map(({ name, count: its }) => `${name} (${count(its)})`))}`);
  }
  sayColumns(output, found.columns);
  for (const warning of found.warnings) output.line(`Warning: ${warning}`);
  return 0;
}
