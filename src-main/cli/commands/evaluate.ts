import type { StudioClient } from '@shared/contract/client';
import type { Evaluation, ValuesResult } from '@shared/contract/evaluation';
import { classMetrics, macroAverage } from '@shared/metrics/classification';
import type { Command } from '../arguments';
import { awaitJob } from '../await-job';
import { findCheckpointSummary } from '../find-checkpoint';
import { findDataset } from '../find-dataset';
import { findRun } from '../find-run';
import { count, loss, percent, short, table } from '../in-words';
import type { Output } from '../output';
import { RunFailure } from '../run-failure';
import type { ExitCode, Session } from '../session';

/** Measures a checkpoint on a part of a dataset. */
export async function evaluate(
  { client, output }: Session,
  command: Extract<Command, { name: 'eval' }>,
): Promise<ExitCode> {
  const { id: run } = await findRun(client, command.run);
  const { id: checkpoint } = await findCheckpointSummary(client, run, command.checkpoint);
  const dataset =
    command.data === undefined ? undefined : (await findDataset(client, output, command.data)).id;
  const id = await awaitJob(client, output, () =>
    client.evaluations.start({ run, checkpoint, dataset, split: command.split }),
  );
  const result = (await client.evaluations.list({ run })).find((evaluation) => evaluation.id === id);
  if (!result) throw new RunFailure(`The evaluation of run ${run} left no result: try again.`);
  output.line(
    `Run ${run}, checkpoint ${result.checkpoint}, on the ${result.split} part of ${result.datasetName}:`,
  );
  if (result.values !== null) sayValues(output, result, result.values);
  else await sayClasses(client, output, result);
  output.event({
    event: 'done',
    loss: result.loss,
    accuracy: result.accuracy,
    top5Accuracy: result.top5Accuracy,
    macro: macroOf(result),
    values: result.values && { mae: result.values.mae, rmse: result.values.rmse, r2: result.values.r2 },
    samples: result.samples,
    correct: result.correct,
    run,
    checkpoint: result.checkpoint,
    dataset: result.dataset,
    split: result.split,
  });
  return 0;
}

function macroOf({ confusion }: Evaluation) {
  if (confusion.length === 0) return null;
  const { precision, recall, f1 } = macroAverage(classMetrics(confusion));
  return { precision, recall, f1 };
}

/** How far predicted values are off, all together and each by itself. */
function sayValues(output: Output, { loss: its, samples }: Evaluation, values: ValuesResult): void {
  output.line(
    `loss ${loss(its)}, R² ${values.r2.toFixed(4)}, mean absolute error ${short(values.mae)}, RMSE ${short(values.rmse)} (${count(samples)} samples)`,
  );
  if (values.each.length < 2) return;
  output.line();
  const rows = values.each.map(({ name, r2, mae, rmse }) => [name, r2.toFixed(4), short(mae), short(rmse)]);
  for (const line of table(['value', 'R²', 'mean absolute error', 'RMSE'], rows)) output.line(line);
}

/** How well classes are told apart. */
async function sayClasses(client: StudioClient, output: Output, result: Evaluation): Promise<void> {
  const { samples, correct, accuracy, confusion } = result;
  const perClass = classMetrics(confusion);
  output.line(
    `loss ${loss(result.loss)}, accuracy ${percent(accuracy ?? 0)} (${count(correct ?? 0)} of ${count(samples)} right)`,
  );
  const macro = macroAverage(perClass);
  output.line(
    [
      `macro precision ${percent(macro.precision)}, recall ${percent(macro.recall)}, F1 ${percent(macro.f1)}`,
      ...(result.top5Accuracy === null
        ? []
        : [`among the first five guesses ${percent(result.top5Accuracy)}`]),
    ].join(', '),
  );
  const { classes } = await client.datasets.get({ dataset: result.dataset });
  const rows = confusion.map((row, truth) => {
    const { precision, recall, f1, support } = perClass[truth]!;
    const wrong = row.map((value, index) => (index === truth ? 0 : value));
    const most = wrong.indexOf(Math.max(...wrong));
    const mistaken = (wrong[most] ?? 0) > 0 ? `${classes[most] ?? most} (${count(wrong[most] ?? 0)})` : '';
    return [
      classes[truth] ?? String(truth),
      count(support),
      percent(precision),
      percent(recall),
      percent(f1),
      mistaken,
    ];
  });
  output.line();
  for (const line of table(['class', 'samples', 'precision', 'recall', 'F1', 'most often taken for'], rows))
    output.line(line);
}
