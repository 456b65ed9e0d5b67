import { resultOf, resultWords } from '@shared/checkpoint/result';
import { standsAt, stepOfCheckpoint } from '@shared/checkpoint/stands-at';
import type { RunSummary } from '@shared/contract/run';
import { finalTestWords } from '@shared/contract/final-test';
import { inWords } from '@shared/format/times';
import { modelParameters } from '@shared/model/parameters';
import { machineOf } from '@shared/machines/machine-id';
import { foreignTakeOver } from '@shared/model/foreign-arrays';
import { foreignWords } from '@shared/model/foreign-words';
import { takeOver, takeOverWords } from '@shared/model/take-over';
import { MONITOR_NAMES } from '@shared/spec/stopping';
import { buildSpec } from '../build-spec';
import { problemSentence } from '../failure';
import { findRun } from '../find-run';
import { followRun } from '../follow-run';
import { placeWords } from '../place-words';
import { count, loss, percent, qualityWords } from '../in-words';
import { onInterrupt } from '../interrupts';
import type { ExitCode, Session } from '../session';
import type { SpecArguments } from '../train-arguments';
import { UsageError } from '../usage-error';
import { cutShortWords, waitWords } from '../waiting-words';
import { createThere } from './train-there';

/** What a run that begins anew takes over of its parent's weights. */
async function takenOver(
  { client }: Session,
  { spec, inputShape }: RunSummary,
  start: NonNullable<RunSummary['spec']['start']>,
): Promise<string> {
  const parent = await client.runs.get({ run: start.run });
  const ours = modelParameters(spec.model.layers, inputShape);
  const theirs = modelParameters(parent.spec.model.layers, parent.inputShape);
  const words = takeOverWords(spec.model.layers, takeOver(ours, theirs, start.fit));
  return `Begins with the weights of ${parent.name}, checkpoint ${start.checkpoint}. ${words}`;
}

/** Where a run goes on that another one came to. */
async function continued(
  { client }: Session,
  { run, checkpoint }: NonNullable<RunSummary['spec']['start']>,
): Promise<string> {
  const { name } = await client.runs.get({ run });
  return `Goes on from checkpoint ${checkpoint} of ${name}, after step ${count(stepOfCheckpoint(checkpoint))}.`;
}

/** What a run takes over of a file. */
async function fileTaken(
  { client }: Session,
  { spec, inputShape }: RunSummary,
  { file, name, fit }: NonNullable<RunSummary['spec']['weights']>,
): Promise<string> {
  const { arrays } = await client.weights.get({ file });
  const { layers } = spec.model;
  const words = foreignWords(layers, foreignTakeOver(layers, inputShape, arrays, fit));
  return `Begins with the weights of ${name}. ${words.join(' ')}`;
}

/** Queues the run that was asked for, and follows it to its end. */
export async function train(session: Session, command: SpecArguments): Promise<ExitCode> {
  const { client, output } = session;
  const spec = await buildSpec(client, output, command);
  const { on, place } = command;
  const problems = await client.runs.check({ spec, on, place });
  for (const problem of problems) {
    if (problem.severity === 'warning') output.note(`Warning: ${problemSentence(problem)}`);
  }
  const error = problems.find(({ severity }) => severity === 'error');
  if (error) throw new UsageError(problemSentence(error), error.path);
  const run = await (on === undefined ? client.runs.create({ spec, place }) : createThere(session, spec, on));
  output.line(`Run ${run.id} (${run.name}) on ${run.datasetName}${placeWords(place)}.`);
  if (run.spec.weights) output.line(await fileTaken(session, run, run.spec.weights));
  const { start } = run.spec;
  if (start) {
    output.line(
      await (start.mode === 'weights' ? takenOver(session, run, start) : continued(session, start)),
    );
  }
  return followToEnd(session, run);
}

function resumedWords(run: RunSummary): string {
  if (run.finalTest?.state === 'due') return 'is completed, and tested now';
  const step = standsAt(run);
  return step === 0 ? 'starts again' : `goes on after step ${count(step)}`;
}

/** Resumes a run, and follows it to its end. */
export async function resume(
  session: Session,
  { run: text, acceptChanges }: { run: string; acceptChanges: boolean },
): Promise<ExitCode> {
  const { client, output } = session;
  const { id } = await findRun(client, text);
  const differences = acceptChanges ? [] : await client.runs.differences({ run: id });
  if (differences.length > 0) {
    for (const difference of differences) output.event({ event: 'difference', ...difference });
    const listed = differences.map(({ what, recorded, now, effect }) => {
      return `The ${what} is ${now}, and was ${recorded}. ${effect}`;
    });
    throw new UsageError(
      `${listed.join(' ')} Add --accept-changes to go on all the same.`,
      differences[0]!.what,
    );
  }
  const run = await client.runs.resume({ run: id, acceptChanges });
  output.line(`Run ${run.id} (${run.name}) ${resumedWords(run)}.`);
  return followToEnd(session, run);
}

async function summarize({ client, output }: Session, run: RunSummary): Promise<ExitCode> {
  const { id: runId, folder, state, best, reason } = run;
  const again = `go on with \`trainyard resume ${runId}\``;
  if (state === 'failed' || state === 'interrupted') {
    const why = reason ?? (state === 'failed' ? 'The run failed.' : 'The run was interrupted.');
    output.failure(run.resumableFrom ? `${why} Run ${runId} kept a checkpoint: ${again}.` : why);
  } else if (state === 'paused') {
    output.note(`Run ${runId} was paused: ${again}.`);
  } else if (state === 'stopped') {
    output.note(`Run ${runId} was stopped${run.resumableFrom ? `, and kept a checkpoint: ${again}` : ''}.`);
  } else {
    output.line(`Completed in ${inWords(run.seconds)}.`);
    if (reason !== null) output.line(reason);
    if (best) {
      output.line(
        `Best by ${MONITOR_NAMES[run.spec.best.metric]}: epoch ${best.epoch}, validation loss ${loss(best.valLoss)}, ${best.valR2 === null ? `accuracy ${percent(best.valAccuracy)}` : qualityWords(best)}.`,
      );
      const result = resultOf(await client.checkpoints.list({ run: runId }));
      if (result && result.step !== best.step) output.note(`Its result is ${resultWords(result, best)}.`);
    }
    const { finalTest } = run;
    if (finalTest?.state === 'done') output.line(`Test: ${finalTestWords(finalTest)}.`);
    if (finalTest?.state === 'failed') {
      output.note(
        `The test at the end failed: ${finalTest.reason} The run is whole: test it with \`trainyard eval ${runId}\`.`,
      );
    }
    const machine = machineOf(runId);
    output.line(`Kept in ${folder}${machine === undefined ? '' : ` on ${machine}`}`);
  }
  output.event({ event: 'done', run: runId, folder, state, reason, best, test: run.finalTest });
  return state === 'completed' ? 0 : 1;
}

async function followToEnd(session: Session, queued: RunSummary): Promise<ExitCode> {
  const { client, connection, output } = session;
  const { id, name, folder } = queued;
  output.event({ event: 'queued', run: id, name, folder });
  const leaving = new AbortController();
  const machine = machineOf(id);
  // What trains elsewhere goes on there when we leave.
  const attached = connection.attachedTo !== undefined || machine !== undefined;
  const dispose = onInterrupt((signal) => {
    if (attached) return leaving.abort();
    if (signal !== 'SIGINT') {
      // A terminal that is closed, or a machine that goes down, is nobody's word to stop: the next start offers to go on.
      output.note('Saving a checkpoint and closing: `trainyard queue go-on` goes on.');
      void connection.close({ save: true }).then(() => leaving.abort());
      return undefined;
    }
    output.note(
      'Stopping after the step under way, to keep a checkpoint; press Ctrl-C again to end at once.',
    );
    // Refused when the run ended by itself in this very moment: nothing is left to stop.
    client.runs.stop({ run: id }).catch(() => {});
    return undefined;
  });
  try {
    const [queue, runs] = [await client.queue.get(), await client.runs.list()];
    const waiting = machine === undefined ? [waitWords(id, queue, runs), cutShortWords(queue, runs)] : [];
    for (const words of waiting) {
      if (words) output.note(words);
    }
    const { run, why } = await followRun({ client, output, run: queued, leave: leaving.signal });
    if (why === 'ended') return summarize(session, run);
    if (why === 'left' && attached) {
      output.note(
        `Run ${id} ${run.state === 'queued' ? 'waits' : 'goes on'} ${machine === undefined ? `in the Trainyard that is open (process ${connection.attachedTo})` : `on ${machine}`}.`,
      );
    } else if (why === 'lost') {
      output.failure(
        `The Trainyard that trains run ${id} was closed: go on with \`trainyard resume ${id}\`.`,
      );
    }
    return 1;
  } finally {
    dispose();
  }
}
