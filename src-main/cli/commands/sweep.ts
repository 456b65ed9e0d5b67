import type { RayPlace } from '@shared/contract/place';
import type { Sweep } from '@shared/contract/sweep';
import { contentOfDataset } from '@shared/data/content-of';
import { rangeWords, counted } from '@shared/sweep/sweep-words';
import { SAMPLER_NAMES } from '@shared/sweep/sweep-spec';
import { MONITOR_NAMES } from '@shared/spec/stopping';
import { compareSeeds } from '@shared/sweep/compare-seeds';
import { seedResult } from '@shared/sweep/seed-curves';
import type { SweepSpec } from '@shared/sweep/sweep-spec';
import { buildSeeds, buildSweep } from '../build-sweep';
import { problemSentence } from '../failure';
import { findSweep } from '../find-sweep';
import { followSweep } from '../follow-sweep';
import { duration, table, time } from '../in-words';
import { placeWords } from '../place-words';
import { refuseMachine } from '../refuse-machine';
import type { ExitCode, Session } from '../session';
import type { SweepCommand } from '../sweep-arguments';
import {
  bestFirst,
  bestWords,
  budgetWords,
  metricWords,
  resultWords,
  sweepState,
  trialCells,
  trialHeading,
} from '../sweep-words';
import { UsageError } from '../usage-error';
import { manageSweep } from './manage-sweep';

/** Begins a sweep, and follows it to its end. */
async function begin(session: Session, spec: SweepSpec, place: RayPlace | undefined): Promise<ExitCode> {
  const { client, output } = session;
  const { problems } = await client.sweeps.check({ spec, place });
  for (const problem of problems) {
    if (problem.severity !== 'warning') continue;
    // What is doubtful of the run is told as it would be of the run alone, and what is varied has a name.
    const [, place] = /^space\.(\d+)/.exec(problem.path) ?? [];
    const path = spec.space[Number(place)]?.field ?? problem.path.replace(/^run\./, '');
    output.note(`Warning: ${problemSentence({ ...problem, path })}`);
  }
  const error = problems.find(({ severity }) => severity === 'error');
  // Its sentence names the field that it is about.
  if (error) throw new UsageError(error.message, error.path);
  const sweep = await client.sweeps.create({ spec, place });
  const { most } = sweep.count;
  const what = sweep.isOfSeeds ? 'seed' : 'trial';
  const until = most === null ? budgetWords(sweep) : counted(most, what);
  output.line(`Sweep ${sweep.id} (${sweep.name}) on ${sweep.datasetName}${placeWords(place)}: ${until}.`);
  return followToEnd(session, sweep);
}

async function followToEnd(session: Session, begun: Sweep): Promise<ExitCode> {
  const { connection, output } = session;
  output.event({ event: 'sweep', id: begun.id, name: begun.name });
  const { sweep, why } = await followSweep(session, begun);
  const again = `go on with \`trainyard sweep resume ${sweep.id}\``;
  if (why === 'left') {
    output.note(
      `Sweep ${sweep.id} goes on in the Trainyard that is open (process ${connection.attachedTo}).`,
    );
    return 1;
  }
  if (why === 'lost') {
    output.failure(`The Trainyard that this sweep ran in was closed: ${again}.`);
    return 1;
  }
  showTrials(session, sweep);
  if (sweep.reason !== null) output.line(sweep.reason);
  if (sweep.phase === 'paused') output.note(`Sweep ${sweep.id} is paused: ${again}.`);
  output.event({ event: 'done', ...sweep });
  return sweep.phase === 'done' && sweep.best !== null ? 0 : 1;
}

function showTrials({ output }: Session, sweep: Sweep): void {
  const rows = bestFirst(sweep, sweep.trials).map((trial) => trialCells(sweep, trial));
  if (rows.length > 0) for (const line of table(trialHeading(sweep), rows)) output.line(line);
  if (sweep.isOfSeeds) output.line(seedsWords(sweep));
  else output.line(bestWords(sweep));
}

/** What a run comes to over its seeds, and how sure that is. */
function seedsWords({ trials, metric }: Sweep): string {
  const values = trials.flatMap(({ end, best }) => (end === 'completed' && best !== null ? best : []));
  if (values.length === 0) return 'No run is completed yet.';
  const { mean, from, to, deviation, count } = seedResult(values);
  const text = (value: number) => metricWords(metric, value);
  const told = `${MONITOR_NAMES[metric]} ${text(mean)} on average of ${counted(count, 'seed')}`;
  if (deviation === null) return `${told}: one alone does not tell how much is luck.`;
  return `${told}; with 95% confidence the true mean lies between ${text(from)} and ${text(to)} (standard deviation ${text(deviation)}).`;
}

async function compare({ client, output }: Session, one: string, other: string): Promise<ExitCode> {
  const [first, second] = [await findSweep(client, one), await findSweep(client, other)];
  for (const { name, isOfSeeds } of [first, second]) {
    if (!isOfSeeds)
      throw new UsageError(`${name} varies more than seeds: only repeated runs are compared.`, 'sweep');
  }
  const datasets = new Map((await client.datasets.list()).map((its) => [its.id, its]));
  const comparison = compareSeeds(first, second, (id) => contentOfDataset(id, datasets.get(id)));
  if (typeof comparison === 'string') throw new UsageError(comparison, 'sweep');
  output.event({ event: 'comparison', first: first.id, second: second.id, ...comparison });
  for (const sweep of [first, second]) output.line(`${sweep.name}: ${seedsWords(sweep)}`);
  output.line(comparison.words);
  return 0;
}

async function list({ client, output }: Session, isAll: boolean): Promise<ExitCode> {
  const all = await client.sweeps.list();
  const sweeps = isAll ? all : all.filter(({ archived }) => !archived);
  for (const sweep of sweeps) output.event({ event: 'sweep', ...sweep });
  if (sweeps.length === 0) {
    output.line(
      all.length > 0
        ? 'All sweeps are archived: `trainyard sweep list --all` lists them.'
        : 'No sweeps yet: begin one with `trainyard sweep mlp --space optimizer.learningRate=log:1e-4..1e-1`.',
    );
    return 0;
  }
  const rows = sweeps.map((sweep) => [
    sweep.id,
    sweep.name,
    sweepState(sweep),
    `${sweep.count.begun}/${sweep.count.most ?? '–'}`,
    resultWords(sweep),
    sweep.datasetName,
    time(sweep.createdAt),
  ]);
  for (const line of table(['sweep', 'name', 'state', 'trials', 'best', 'dataset', 'begun'], rows)) {
    output.line(line);
  }
  return 0;
}

async function show(session: Session, text: string): Promise<ExitCode> {
  const { client, output } = session;
  const sweep = await findSweep(client, text);
  output.event({ event: 'sweep', ...sweep });
  const { spec, used, pruner } = sweep;
  const facts: [string, string][] = [
    ['sweep', `${sweep.id} (${sweep.name})`],
    ['state', [sweepState(sweep), sweep.reason].filter(Boolean).join(': ')],
    ['dataset', `${sweep.datasetName}${placeWords(sweep.place)}`],
    ['judged by', MONITOR_NAMES[sweep.metric]],
    [
      'trials',
      sweep.isOfSeeds
        ? budgetWords(sweep)
        : `${SAMPLER_NAMES[sweep.sampler].toLowerCase()}, ${budgetWords(sweep)}`,
    ],
    [
      'stopping',
      pruner.by === 'none'
        ? 'every trial is trained to its end'
        : `successive halving: the best 1 in ${pruner.reduction} go on after ${counted(pruner.minEpochs, 'epoch')}, and so on`,
    ],
    ['used', `${counted(used.epochs, 'epoch')}, ${duration(used.seconds)}`],
    ...spec.space.map((dimension): [string, string] => [
      'varied',
      `${dimension.field}: ${rangeWords(dimension)}`,
    ]),
  ];
  for (const [name, value] of facts) output.line(`${name.padEnd(11)} ${value}`);
  output.line();
  showTrials(session, sweep);
  return 0;
}

/** Begins a sweep, or does something with one that is there. */
export async function sweep(session: Session, command: SweepCommand): Promise<ExitCode> {
  const { client, output } = session;
  switch (command.name) {
    case 'sweep':
      await refuseMachine(client, command.on);
      return begin(session, await buildSweep(client, output, command), command.place);
    case 'seeds':
      await refuseMachine(client, command.on);
      return begin(session, await buildSeeds(client, output, command), command.place);
    case 'sweep-compare':
      return compare(session, command.first, command.second);
    case 'sweep-list':
      return list(session, command.all);
    case 'sweep-rename':
    case 'sweep-archive':
    case 'sweep-unarchive':
    case 'sweep-discard':
    case 'sweep-restore':
      return manageSweep(session, command);
    case 'sweep-show':
      return show(session, command.sweep);
    case 'sweep-pause':
    case 'sweep-stop': {
      const { id, name } = await findSweep(client, command.sweep);
      const now = await (command.name === 'sweep-stop' ? client.sweeps.stop : client.sweeps.pause)({
        sweep: id,
      });
      output.event({ event: 'sweep', ...now });
      output.line(`${name} is ${sweepState(now)}.`);
      return 0;
    }
    case 'sweep-resume': {
      const { id } = await findSweep(client, command.sweep);
      const { acceptChanges } = command;
      return followToEnd(session, await client.sweeps.resume({ sweep: id, acceptChanges }));
    }
    case 'sweep-extend': {
      const { id } = await findSweep(client, command.sweep);
      return followToEnd(session, await client.sweeps.extend({ sweep: id, budget: command.budget }));
    }
  }
}
