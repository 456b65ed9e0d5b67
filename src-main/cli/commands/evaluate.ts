import { classMetrics, macroAverage } from '@shared/metrics/classification';
import type { Command } from '../arguments';
import { awaitJob } from '../await-job';
import { findCheckpoint } from '../find-checkpoint';
import { findDataset } from '../find-dataset';
import { findRun } from '../find-run';
import { count, loss, percent, table } from '../in-words';
import { RunFailure } from '../run-failure';
import type { ExitCode, Session } from '../session';

/** Tests a checkpoint on a dataset's test part. */
export async function evaluate(
  { client, output }: Session,
  command: Extract<Command, { name: 'eval' }>,
): Promise<ExitCode> {
  const { id: run } = await findRun(client, command.run);
  const checkpoint = await findCheckpoint(client, run, command.checkpoint);
  const dataset =
    command.data === undefined ? undefined : (await findDataset(client, output, command.data)).id;
  const id = await awaitJob(client, output, () => client.evaluations.start({ run, checkpoint, dataset }));
  const result = (await client.evaluations.list({ run })).find((evaluation) => evaluation.id === id);
  if (!result) throw new RunFailure(`The evaluation of run ${run} left no result: try again.`);
  const { samples, correct, accuracy, confusion } = result;
  const perClass = classMetrics(confusion);
  output.line(
    `Run ${run}, checkpoint ${result.checkpoint}, on the ${result.split} part of ${result.datasetName}:`,
  );
  output.line(
    `loss ${loss(result.loss)}, accuracy ${percent(accuracy)} (${count(correct)} of ${count(samples)} right)`,
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
  output.event({
    event: 'done',
    loss: result.loss,
    accuracy,
    top5Accuracy: result.top5Accuracy,
    macro: { precision: macro.precision, recall: macro.recall, f1: macro.f1 },
    samples,
    correct,
    run,
    checkpoint: result.checkpoint,
    dataset: result.dataset,
    split: result.split,
  });
  return 0;
}
