import { standsAt } from '@shared/checkpoint/stands-at';
import type { RunSummary } from '@shared/contract/run';
import { settingsAt } from '@shared/schedule/changed-rate';
import type { ControlCommand } from '../control-arguments';
import { findRun } from '../find-run';
import type { ExitCode, Session } from '../session';

/** Pauses a run that trains, or takes one that waits out of the queue. */
export async function pause({ client, output }: Session, text: string): Promise<ExitCode> {
  const { id } = await findRun(client, text);
  const run = await client.runs.pause({ run: id });
  output.event({ event: 'run', ...run });
  output.line(
    run.state === 'paused'
      ? `Run ${run.id} (${run.name}) is paused: go on with \`trainyard resume ${run.id}\`.`
      : `Run ${run.id} (${run.name}) was ${run.state} before it could be paused.`,
  );
  return 0;
}

/** Stops a run now, or when its epoch is done, or not then after all. */
export async function stop(
  { client, output }: Session,
  { run: text, when }: Extract<ControlCommand, { name: 'stop' }>,
): Promise<ExitCode> {
  const { id } = await findRun(client, text);
  const run =
    when === 'now'
      ? await client.runs.stop({ run: id })
      : await client.runs.stopAfterEpoch({ run: id, on: when === 'after-epoch' });
  output.event({ event: 'run', ...run });
  if (when === 'after-epoch') {
    output.line(
      `Run ${run.id} (${run.name}) stops when this epoch is done: \`trainyard stop ${run.id} --go-on\` takes that back.`,
    );
  } else if (when === 'not') output.line(`Run ${run.id} (${run.name}) does not stop after this epoch.`);
  else {
    const kept = run.resumableFrom ? `, and kept a checkpoint: \`trainyard resume ${run.id}\` goes on` : '';
    output.line(`Run ${run.id} (${run.name}) is ${run.state}${kept}.`);
  }
  return 0;
}

/** Moves a run into the bin; one that trains saves a checkpoint first. */
export async function discard({ client, output }: Session, text: string): Promise<ExitCode> {
  const { id } = await findRun(client, text);
  const entry = await client.runs.discard({ run: id });
  output.event({ event: 'discarded', ...entry });
  output.line(`Run ${id} (${entry.name}) is in the bin: \`trainyard bin restore ${id}\` brings it back.`);
  return 0;
}

/** The learning rate that its schedule is a share of now. */
const rateOf = (run: RunSummary): number => settingsAt(run.spec, standsAt(run) + 1, 0).learningRate;

/** Changes a run from where it stands on. */
export async function change(
  { client, output }: Session,
  { run: text, learningRate, epochs, schedule }: Extract<ControlCommand, { name: 'change' }>,
): Promise<ExitCode> {
  const found = await findRun(client, text);
  const rate = learningRate && ('to' in learningRate ? learningRate.to : rateOf(found) * learningRate.times);
  const run = await client.runs.change({ run: found.id, learningRate: rate, epochs, schedule });
  output.event({ event: 'run', ...run });
  const last = (await client.runs.events({ run: run.id })).findLast(({ text: words }) =>
    words.startsWith('Changed'),
  );
  output.line(`Run ${run.id} (${run.name}). ${last?.text ?? ''}`.trimEnd());
  return 0;
}
