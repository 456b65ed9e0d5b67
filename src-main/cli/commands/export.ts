import { resolve } from 'node:path';
import { SAME_ANSWERS, type ExportCheck } from '@shared/contract/export';
import { formatWords, type ExportFormat } from '@shared/export/formats';
import { machineOf } from '@shared/machines/machine-id';
import { awaitJob } from '../await-job';
import { findCheckpointSummary } from '../find-checkpoint';
import { findRun } from '../find-run';
import { size, table } from '../in-words';
import { RunFailure } from '../run-failure';
import type { ExitCode, Session } from '../session';
import { UsageError } from '../usage-error';
import { refuseTakenFile, writeResultFile } from '../write-result';

export interface ExportCommand {
  name: 'export';
  run: string;
  checkpoint: string;
  format: ExportFormat;
  to: string;
  force: boolean;
}

function checkWords({ by, samples, from, difference, outputDifference, note }: ExportCheck): string {
  if (difference === null) return `Not tried out here: ${note}`;
  if (note !== '') return note;
  if (samples === 0) return `Checked: ${by}.`;
  const raw =
    outputDifference === null ? '' : `, ${outputDifference.toExponential(1)} in what the last layer gives`;
  return `The same answers: by ${by} they differ by at most ${difference.toExponential(1)}${raw} (${samples} samples, ${from}; ${SAME_ANSWERS} is what float32 allows).`;
}

/** A model of another machine comes over the line, as one archive. @throws UsageError where the place is none for that */
async function refuseUnlessArchive(path: string, machine: string, force: boolean): Promise<void> {
  if (!path.toLowerCase().endsWith('.zip')) {
    throw new UsageError(
      `The model lies on ${machine} and comes from there as an archive: let --to end in .zip.`,
      '--to',
    );
  }
  await refuseTakenFile(path, force);
}

/** Writes a checkpoint's model into files that other programs can use. */
export async function exportModel(
  { client, output }: Session,
  { run: text, checkpoint: wanted, format, to, force }: ExportCommand,
): Promise<ExitCode> {
  const { id: run, name } = await findRun(client, text);
  const { id: checkpoint, epoch } = await findCheckpointSummary(client, run, wanted);
  const machine = machineOf(run);
  const path = resolve(to);
  if (machine !== undefined) await refuseUnlessArchive(path, machine, force);
  const id = await awaitJob(client, output, () =>
    client.exports.start({
      run,
      checkpoint,
      format,
      replace: force,
      ...(machine === undefined && { to: path }),
    }),
  );
  if (id === null) throw new RunFailure(`The export of run ${run} left no result: try again.`);
  const result = await client.exports.get({ export: id });
  const made = machine === undefined ? result : { ...result, path };
  if (machine !== undefined) {
    const archive = await client.exports.download({ export: id });
    await writeResultFile(path, new Uint8Array(await archive.arrayBuffer()), force);
  }
  output.event({ event: 'done', ...made });
  output.line(`${name}, epoch ${epoch}, as ${formatWords(format).name} in ${made.path}:`);
  for (const line of table(
    ['file', 'size'],
    made.files.map(({ path, bytes }) => [path, size(bytes)]),
  )) {
    output.line(line);
  }
  output.line(checkWords(made.check));
  // It was written, but is not what was asked for.
  return made.check.difference !== null && made.check.difference > SAME_ANSWERS ? 1 : 0;
}
