import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { Evaluation, EvaluationSplit } from '@shared/contract/evaluation';
import { judge } from '@shared/evaluation/judged';
import { paired, sharedSamples, testWords } from '@shared/evaluation/paired';
import { absoluteErrors } from '@shared/evaluation/value-figures';
import { meanInterval } from '@shared/metrics/intervals';
import { findCheckpointSummary } from '../find-checkpoint';
import { findDataset } from '../find-dataset';
import { findRun } from '../find-run';
import { count, percent, short, table } from '../in-words';
import { RunFailure } from '../run-failure';
import type { ExitCode, Session } from '../session';
import { UsageError } from '../usage-error';
import { evaluated, keptOf } from './evaluate';

/** A checkpoint of a run, as it was typed: `RUN`, or `RUN@best`, `RUN@last`, `RUN@STEP`. */
export interface NamedCheckpoint {
  run: string;
  checkpoint: string;
}

interface Side {
  name: string;
  evaluation: Evaluation;
}

/** The newest result of a checkpoint on the same samples, of which something was kept; else it is measured now. */
async function sideOf(
  session: Session,
  { run: named, checkpoint: which }: NamedCheckpoint,
  { dataset, split }: { dataset: string | undefined; split: EvaluationSplit },
): Promise<Side> {
  const { client } = session;
  const run = await findRun(client, named);
  const checkpoint: CheckpointSummary = await findCheckpointSummary(client, run.id, which, 'RUN@CHECKPOINT');
  const on = await client.datasets.get({ dataset: dataset ?? run.spec.data.dataset });
  const known = (await client.evaluations.list({ run: run.id })).find(
    (one) =>
      one.checkpoint === checkpoint.id &&
      one.dataset === on.id &&
      one.split === split &&
      one.outputs?.fingerprint === on.fingerprint,
  );
  const evaluation =
    known ?? (await evaluated(session, { run: run.id, checkpoint: checkpoint.id, dataset: on.id, split }));
  return { name: `${run.name} at epoch ${checkpoint.epoch}`, evaluation };
}

/** The same data on two machines has two ids. */
const isSameData = (first: Evaluation, second: Evaluation): boolean =>
  first.dataset === second.dataset ||
  (first.outputs !== null && first.outputs.fingerprint === second.outputs?.fingerprint);

/** Holds two checkpoints against each other on the same samples. */
export async function compareEvaluations(
  session: Session,
  command: {
    first: NamedCheckpoint;
    second: NamedCheckpoint;
    data: string | undefined;
    split: EvaluationSplit;
  },
): Promise<ExitCode> {
  const { client, output } = session;
  const dataset =
    command.data === undefined ? undefined : (await findDataset(client, output, command.data)).id;
  const on = { dataset, split: command.split };
  const first = await sideOf(session, command.first, on);
  const second = await sideOf(session, command.second, on);
  if (!isSameData(first.evaluation, second.evaluation)) {
    throw new UsageError(
      `${first.name} and ${second.name} were trained on different data: name the dataset with --data.`,
      '--data',
    );
  }
  const [its, others] = [await keptOf(client, first.evaluation), await keptOf(client, second.evaluation)];
  if (!its || !others) {
    throw new RunFailure(
      'What they said of each sample could not be kept, since the disk is full: free some space and try again.',
    );
  }
  const about = {
    first: first.evaluation.id,
    second: second.evaluation.id,
    dataset: first.evaluation.dataset,
    split: command.split,
  };
  const none = () =>
    new RunFailure(
      'They were measured on samples of which none are the same, since they held back different ones: compare them with --split test.',
    );
  if (its.type === 'classes' && others.type === 'classes') {
    const pairs = paired(judge(its), judge(others));
    const { both, onlyFirst, onlySecond, neither, samples, test } = pairs;
    if (samples === 0) throw none();
    output.event({
      event: 'compared',
      ...about,
      samples,
      both: both.length,
      onlyFirst: onlyFirst.length,
      onlySecond: onlySecond.length,
      neither: neither.length,
      test,
    });
    output.line(
      `On the ${command.split} part of ${first.evaluation.datasetName}, ${count(samples)} samples, the same for both:`,
    );
    const share = (part: readonly unknown[]) => percent(part.length / samples);
    const rows = [
      ['both are right', count(both.length), share(both)],
      [`only ${first.name} is right`, count(onlyFirst.length), share(onlyFirst)],
      [`only ${second.name} is right`, count(onlySecond.length), share(onlySecond)],
      ['both are wrong', count(neither.length), share(neither)],
    ];
    for (const line of table(['', 'samples', 'share'], rows)) output.line(line);
    output.line();
    output.line(testWords(pairs, first.name, second.name));
    return 0;
  }
  if (its.type !== 'values' || others.type !== 'values')
    throw new UsageError(`${first.name} and ${second.name} do not predict the same.`, 'eval compare');
  const pairs = sharedSamples(its.places, others.places);
  if (pairs.length === 0) throw none();
  const [errors, otherErrors] = [absoluteErrors(its), absoluteErrors(others)];
  const { mean, from, to } = meanInterval(
    Float64Array.from(pairs, (pair) => errors[pair.first]! - otherErrors[pair.second]!),
  );
  const closer = pairs.filter((pair) => errors[pair.first]! < otherErrors[pair.second]!).length;
  output.event({
    event: 'compared',
    ...about,
    samples: pairs.length,
    closer,
    difference: { mean, from, to },
  });
  output.line(
    `${first.name} is closer in ${count(closer)} of ${count(pairs.length)} samples; on average it is ${short(Math.abs(mean))} ${mean < 0 ? 'closer' : 'farther off'} than ${second.name} (95% interval of first minus second: ${short(from)} to ${short(to)}).`,
  );
  output.line(from > 0 || to < 0 ? 'That is hardly luck.' : 'That may be luck: the interval holds 0.');
  return 0;
}
