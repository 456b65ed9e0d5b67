import { resolve } from 'node:path';
import { plainName } from '@shared/format/file-name';
import { metricsCsv, metricsTable } from '@shared/series/metrics-table';
import { normColumns } from '@shared/series/norm-columns';
import { metricsParquet } from '../../metrics-files/metrics-parquet';
import { tensorboardFiles } from '../../metrics-files/tensorboard';
import { findRun } from '../find-run';
import { count } from '../in-words';
import { RunFailure } from '../run-failure';
import type { ExitCode, Session } from '../session';
import { writeResultFile, writeResultFolder } from '../write-result';

export const METRICS_FORMATS = ['csv', 'parquet', 'tensorboard'] as const;
export type MetricsFormat = (typeof METRICS_FORMATS)[number];

export interface MetricsCommand {
  name: 'metrics';
  run: string;
  format: MetricsFormat;
  to: string | undefined;
  force: boolean;
}

/** Folders of event files, as `tensorboard` writes them. */
const isEventFolder = (entries: readonly string[]) =>
  entries.every((entry) => entry === 'train' || entry === 'validation');

/** Writes all numbers that were recorded of a run. */
export async function metrics(
  { client, output }: Session,
  { run: text, format, to, force }: MetricsCommand,
): Promise<ExitCode> {
  const { id } = await findRun(client, text);
  const [run, series, norms] = await Promise.all([
    client.runs.get({ run: id }),
    client.runs.series({ run: id, fromRow: 0 }).then((rows) => rows.arrayBuffer()),
    client.runs.norms({ run: id }).then((rows) => rows.arrayBuffer()),
  ]);
  const table = metricsTable(series, normColumns(norms), run.epochs);
  if (table.rows === 0) throw new RunFailure(`${run.name} has recorded nothing yet.`);
  const name = `${plainName(run.name, 'run')}-metrics`;
  const path = resolve(
    to ?? (format === 'tensorboard' ? `${plainName(run.name, 'run')}-events` : `${name}.${format}`),
  );
  if (format === 'csv') await writeResultFile(path, metricsCsv(table).join(''), force);
  else if (format === 'parquet') await writeResultFile(path, metricsParquet(table), force);
  else {
    const begun = Date.parse(run.startedAt ?? run.createdAt) / 1000;
    await writeResultFolder(path, tensorboardFiles(table, begun), force, isEventFolder);
  }
  const columns = table.columns.map(({ name: its }) => its);
  output.event({ event: 'metrics', run: id, format, path, rows: table.rows, columns });
  output.line(`${count(table.rows)} steps of ${run.name}, ${columns.length} columns, are in ${path}.`);
  if (format === 'tensorboard') output.line(`\`tensorboard --logdir ${path}\` shows them.`);
  return 0;
}
