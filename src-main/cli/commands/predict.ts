import type { StudioClient } from '@shared/contract/client';
import { fillsGaps } from '@shared/data/gaps';
import { answersIn } from '@shared/inference/answers';
import { sizeOf } from '@shared/model/shape';
import { findCheckpointSummary } from '../find-checkpoint';
import { findRun } from '../find-run';
import { count } from '../in-words';
import { openCsvFile } from '../predict/csv-file';
import type { AskedSample } from '../predict/asked-sample';
import { findFiles } from '../predict/find-files';
import { idColumnsOf } from '../predict/id-columns';
import { pictureSamples } from '../predict/picture-samples';
import { csvHead, csvRow, sayingEvent, sayingLine, type Said } from '../predict/prediction-words';
import { tableSamples, type NamingColumns } from '../predict/table-samples';
import type { ExitCode, Session } from '../session';
import { UsageError } from '../usage-error';

export interface PredictCommand {
  name: 'predict';
  run: string;
  checkpoint: string;
  paths: string[];
  to: string | undefined;
  /** columns that name rows; undefined: those of the dataset */
  ids: string[] | undefined;
}

/** Samples that are asked about together. */
const BATCH = 128;
const PICTURES = /\.(?:png|jpe?g|webp|gif|tiff?)$/i;
const TABLES = /\.(?:csv|tsv|tab|psv|txt|data|dat|parquet|pq)(?:\.gz)?$/i;

/** Says what a checkpoint makes of files. */
export async function predict({ client, output }: Session, command: PredictCommand): Promise<ExitCode> {
  const { id: run, name, spec, input, target } = await findRun(client, command.run);
  const { id: checkpoint } = await findCheckpointSummary(client, run, command.checkpoint);
  const asked = { run, checkpoint };
  const isPicture = input.type === 'pictures';
  const { paths, leftOut } = await findFiles(command.paths, (file) =>
    (isPicture ? PICTURES : TABLES).test(file),
  );
  const kind = isPicture ? 'picture' : 'table';
  if (paths.length === 0) {
    throw new UsageError(`${name} is shown ${kind}s, and there is none in ${command.paths.join(', ')}.`);
  }
  if (leftOut > 0)
    output.note(
      `${count(leftOut)} other ${leftOut === 1 ? 'file was' : 'files were'} left out: no ${kind}s.`,
    );

  const shown = { input, fillsGaps: fillsGaps(spec.model.layers, input) };
  const naming = isPicture ? NO_COLUMNS : await namingColumns(client, spec.data.dataset, command.ids);
  const samples = isPicture ? pictureSamples(client, asked, paths) : tableSamples(shown, paths, naming);
  const size = isPicture ? sizeOf(input.shape) : 0;
  const calledBy = (ids: readonly string[] | undefined) =>
    ids && Object.fromEntries(naming.columns.map((column, at) => [column, ids[at] ?? '']));
  const csv = command.to === undefined ? undefined : await openCsvFile(command.to);
  let told = 0;
  let failed = 0;
  const problem = (where: string, message: string) => {
    failed++;
    output.note(message);
    output.event({ event: 'problem', of: where, message });
  };

  const ask = async (batch: readonly Extract<AskedSample, { bytes: unknown }>[]) => {
    if (batch.length === 0) return;
    const bytes = new Blob(batch.map((one) => one.bytes));
    const said = await client.predictions.samples({ ...asked, bytes });
    const answers = answersIn(new Float32Array(await said.arrayBuffer()), target);
    let lines = '';
    for (const [index, { where, ids }] of batch.entries()) {
      const answer = answers[index]!;
      if (answer.numbers.some((value) => !Number.isFinite(value))) {
        problem(
          where,
          `${where}: the model gives no number for it, as its weights have blown up: choose an earlier checkpoint.`,
        );
        continue;
      }
      const its: Said = { where, ids: calledBy(ids), answer };
      told++;
      if (csv) lines += csvRow(its, target, naming.columns);
      else {
        output.line(sayingLine(its, target));
        output.event(sayingEvent(its, target));
      }
    }
    await csv?.write(lines);
    output.live(csv ? `${count(told)} told` : '');
  };
  try {
    await csv?.write(csvHead(target, naming.columns));
    let batch: Extract<AskedSample, { bytes: unknown }>[] = [];
    for await (const sample of samples) {
      if ('problem' in sample) {
        problem(sample.where, sample.problem);
        continue;
      }
      batch.push(sample);
      if (batch.length < Math.max(1, Math.min(BATCH, Math.floor(8e6 / Math.max(1, size))))) continue;
      await ask(batch);
      batch = [];
    }
    await ask(batch);
    await csv?.keep();
  } finally {
    output.live('');
    await csv?.close();
  }
  if (csv)
    output.line(`${count(told)} predictions of ${name}, checkpoint ${checkpoint}, are in ${command.to}.`);
  if (failed > 0) output.note(`${count(failed)} could not be told.`);
  output.event({
    event: 'done',
    run,
    checkpoint,
    predictions: told,
    problems: failed,
    to: command.to ?? null,
  });
  return failed > 0 ? 1 : 0;
}

const NO_COLUMNS: NamingColumns = { columns: [], areAsked: false };

/** Those that were asked for, else those that name the rows of what the run was trained on, if that is still there. */
async function namingColumns(
  client: StudioClient,
  dataset: string,
  asked: readonly string[] | undefined,
): Promise<NamingColumns> {
  if (asked !== undefined) return { columns: asked, areAsked: true };
  return { columns: await idColumnsOf(client, dataset), areAsked: false };
}
