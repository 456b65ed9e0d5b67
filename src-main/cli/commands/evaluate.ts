import type { StudioClient } from '@shared/contract/client';
import type { DatasetSummary } from '@shared/contract/dataset';
import type { Evaluation, EvaluationSplit } from '@shared/contract/evaluation';
import { classFigures } from '@shared/evaluation/class-figures';
import { isRight, judge, likelihoodOf, type Judged } from '@shared/evaluation/judged';
import { decodeOutputs, type KeptOutputs } from '@shared/evaluation/outputs-file';
import { atTemperature } from '@shared/evaluation/tempered';
import { namesOfSamples } from '@shared/evaluation/sample-names';
import { samplesCsv } from '@shared/evaluation/samples-csv';
import { valueFigures } from '@shared/evaluation/value-figures';
import { finished } from '@shared/metrics/bootstrap';
import { reliabilityBins } from '@shared/metrics/calibration';
import { classMetrics, macroAverage } from '@shared/metrics/classification';
import { classCurves } from '@shared/metrics/curves';
import { likelyWrongLabels } from '@shared/metrics/likely-wrong-labels';
import { fitTemperature } from '@shared/metrics/temperature';
import { awaitJob } from '../await-job';
import type { EvaluationCommand } from '../evaluation-arguments';
import { sayClasses, sayDoubted, sayValues, type Areas } from '../evaluation-words';
import { findCheckpointSummary } from '../find-checkpoint';
import { findDataset } from '../find-dataset';
import { findRun } from '../find-run';
import { count, loss, percent } from '../in-words';
import { openCsvFile, type CsvFile } from '../predict/csv-file';
import { RunFailure } from '../run-failure';
import type { ExitCode, Session } from '../session';

interface Wanted {
  run: string;
  checkpoint: string;
  dataset: string | undefined;
  split: EvaluationSplit;
}

/** Has a checkpoint measured, and waits for the result. */
export async function evaluated({ client, output }: Session, wanted: Wanted): Promise<Evaluation> {
  const id = await awaitJob(client, output, () => client.evaluations.start(wanted));
  const result = (await client.evaluations.list({ run: wanted.run })).find((one) => one.id === id);
  if (!result) throw new RunFailure(`The evaluation of run ${wanted.run} left no result: try again.`);
  return result;
}

/** What was kept of its samples; undefined where nothing was. */
export async function keptOf(client: StudioClient, one: Evaluation): Promise<KeptOutputs | undefined> {
  if (!one.outputs) return undefined;
  const blob = await client.evaluations.outputs({ run: one.run, evaluation: one.id });
  return decodeOutputs(await blob.arrayBuffer());
}

/** The part of a dataset in whose order the samples of an evaluation are counted. */
const partOf = ({ split }: Evaluation): 'train' | 'test' => (split === 'test' ? 'test' : 'train');

/** Measures a checkpoint on a part of a dataset. */
export async function evaluate(
  session: Session,
  command: Extract<EvaluationCommand, { name: 'eval' }>,
): Promise<ExitCode> {
  const csv = command.to === undefined ? undefined : await openCsvFile(command.to);
  try {
    return await evaluateInto(session, command, csv);
  } finally {
    await csv?.close();
  }
}

async function evaluateInto(
  session: Session,
  command: Extract<EvaluationCommand, { name: 'eval' }>,
  csv: CsvFile | undefined,
): Promise<ExitCode> {
  const { client, output } = session;
  const { id: run } = await findRun(client, command.run);
  const { id: checkpoint } = await findCheckpointSummary(client, run, command.checkpoint);
  const asked = command.data === undefined ? undefined : (await findDataset(client, output, command.data)).id;
  const result = await evaluated(session, { run, checkpoint, dataset: asked, split: command.split });
  const kept = await keptOf(client, result);
  output.line(
    `Run ${run}, checkpoint ${result.checkpoint}, on the ${result.split} part of ${result.datasetName}:`,
  );
  const judged = kept?.type === 'classes' ? judge(kept) : undefined;
  const figures = judged
    ? finished(classFigures(result, judged))
    : kept?.type === 'values'
      ? finished(valueFigures(result, kept))
      : [];
  const dataset = await client.datasets.get({ dataset: result.dataset });
  const { classes: names } = dataset;
  const perClass = classMetrics(result.confusion).map((metrics, index) => ({
    name: names[index] ?? String(index),
    ...metrics,
    ...areasOf(judged, index),
  }));
  if (result.values !== null) sayValues(output, result, result.values, figures);
  else sayClasses(output, result, perClass, figures);
  const temperature = judged ? await temperatureOf(client, result, judged) : null;
  if (temperature) {
    output.line();
    output.line(
      `With temperature ${temperature.value.toFixed(3)}, fitted on validation samples, its loss is ${loss(temperature.after.loss)} instead of ${loss(temperature.before.loss)}, its calibration error ${percent(temperature.after.calibrationError)} instead of ${percent(temperature.before.calibrationError)}.`,
    );
  }
  const doubted = judged ? likelyWrongLabels(judged.likelihoods, judged.classes, judged.truth) : [];
  if (judged) sayDoubted(output, doubted.length);
  const doubtedNames = await namesOfSamples(
    client,
    dataset,
    partOf(result),
    doubted.map(({ sample }) => judged?.places[sample] ?? 0),
  );
  if (csv) await writeSamples(session, csv, { result, kept, dataset, path: command.to ?? '' });
  output.event({
    event: 'done',
    evaluation: result.id,
    loss: result.loss,
    accuracy: result.accuracy,
    top5Accuracy: result.top5Accuracy,
    macro: macroOf(result),
    values: result.values && { mae: result.values.mae, rmse: result.values.rmse, r2: result.values.r2 },
    figures: figures.map(({ id, value, from, to, by }) => ({ id, value, from, to, by })),
    classes: perClass,
    confusion: result.confusion,
    calibration: judged ? reliabilityBins(judged.confidences, (sample) => isRight(judged, sample)) : null,
    temperature: temperature && {
      value: temperature.value,
      fittedOn: temperature.fittedOn,
      before: temperature.before,
      after: temperature.after,
    },
    likelyWrongLabels: doubted.map(({ sample, label, likely, margin }, at) => ({
      place: judged?.places[sample],
      ...doubtedNames[at],
      label: names[label],
      likely: names[likely],
      margin,
    })),
    samples: result.samples,
    correct: result.correct,
    run,
    checkpoint: result.checkpoint,
    dataset: result.dataset,
    split: result.split,
    to: command.to ?? null,
  });
  return 0;
}

/**
 * Writes what was said of each sample into a file.
 *
 * @throws {RunFailure} where nothing was kept of them
 */
async function writeSamples(
  { client, output }: Session,
  csv: CsvFile,
  its: { result: Evaluation; kept: KeptOutputs | undefined; dataset: DatasetSummary; path: string },
): Promise<void> {
  const { result, kept, dataset, path } = its;
  if (kept === undefined) {
    throw new RunFailure('Nothing was kept of the single samples, as the disk is full: free some space.');
  }
  const names = await namesOfSamples(client, dataset, partOf(result), [...kept.places]);

  await csv.write(samplesCsv(kept, dataset, names));
  await csv.keep();
  output.line();
  const all =
    kept.places.length === result.samples ? '' : ` of ${count(result.samples)}, as many as are kept`;
  output.line(`What was said of ${count(kept.places.length)} samples${all} is in ${path}.`);
}

/** What temperature scaling would change, where the same checkpoint was evaluated on validation samples before. */
async function temperatureOf(client: StudioClient, result: Evaluation, judged: Judged) {
  if (judged.loss !== 'softmax-cross-entropy' || result.split === 'validation') return null;
  const { spec } = await client.runs.get({ run: result.run });
  const on = (await client.evaluations.list({ run: result.run })).find(
    ({ checkpoint, split, dataset, outputs }) =>
      checkpoint === result.checkpoint && split === 'validation' && dataset === spec.data.dataset && outputs,
  );
  const kept = on && (await keptOf(client, on));
  if (kept?.type !== 'classes') return null;
  const { outputs, classes, truth } = judge(kept);
  const value = fitTemperature(outputs, classes, truth);
  const of = (temperature: number) => {
    const { loss: mean, calibrationError } = atTemperature(judged, temperature);
    return { loss: mean, calibrationError };
  };
  return { value, fittedOn: on?.id, before: of(1), after: of(value) };
}

/** Of one class against the others; null where there is nothing to tell apart, or nothing was kept. */
function areasOf(judged: Judged | undefined, index: number): Areas {
  const curves =
    judged &&
    classCurves(
      Float64Array.from(judged.places, (_, sample) => likelihoodOf(judged, sample, index)),
      (sample) => judged.truth[sample] === index,
    );
  return { auc: curves?.auc ?? null, averagePrecision: curves?.averagePrecision ?? null };
}

function macroOf({ confusion }: Evaluation) {
  if (confusion.length === 0) return null;
  const { precision, recall, f1 } = macroAverage(classMetrics(confusion));
  return { precision, recall, f1 };
}
