import { poorEndWord } from '@shared/advice/poor-end';
import { resultOf, resultWords } from '@shared/checkpoint/result';
import { NORM_COLUMNS, type NormColumn } from '@shared/series/columns';
import { timeShares, timeWords } from '@shared/series/time-share';
import type { StudioClient } from '@shared/contract/client';
import { finalTestWords } from '@shared/contract/final-test';
import type { ListedRun, RunSummary } from '@shared/contract/run';
import { rayAddressWords } from '@shared/place/ray-address';
import { resourceWords } from '@shared/place/resource-words';
import { byAge, machineOf } from '@shared/machines/machine-id';
import { unreachableWords } from '@shared/machines/machine-words';
import { filteredRuns } from '@shared/runs/filter-runs';
import { differing } from '@shared/spec/differing';
import { findRun } from '../find-run';
import type { RunsCommand } from '../label-arguments';
import { epochHeading, epochLine } from '../follow-run';
import { count, loss, qualityWords, size, table, time } from '../in-words';
import { showAdvice } from './advice';
import type { ExitCode, Session } from '../session';
import { cutShortWords } from '../waiting-words';

const printTable = (
  { output }: Session,
  heading: readonly string[],
  rows: readonly (readonly string[])[],
) => {
  for (const line of table(heading, rows)) output.line(line);
};

/** The runs that are asked for, newest first. */
export async function listRuns(
  session: Session,
  { filters }: Pick<RunsCommand, 'filters'>,
): Promise<ExitCode> {
  const { client, output } = session;
  const all = (await client.runs.list()).toSorted((a, b) => byAge(b, a));
  const runs = filteredRuns(all, filters);
  for (const run of runs) output.event({ event: 'run', ...run });
  if (all.length === 0) output.line('No runs yet: start one with `trainyard train mlp`.');
  else if (runs.length === 0) output.line('No such runs: `trainyard runs --all` lists all.');
  else {
    printTable(
      session,
      ['run', 'name', 'state', 'epochs', 'val loss', 'val quality', 'dataset', 'created', 'tags'],
      runs.map((run) => [
        run.id,
        run.name,
        stateWords(run),
        `${run.lastEpoch}/${run.spec.epochs}`,
        loss(run.best?.valLoss ?? null),
        qualityWords(run.best),
        run.datasetName,
        time(run.createdAt),
        run.tags.join(', '),
      ]),
    );
  }
  for (const machine of (await client.machines.list()).machines) {
    const runsThere = all.some(({ id }) => machineOf(id) === machine.name);
    if (machine.state === 'reachable' || !runsThere) continue;
    output.note(`${unreachableWords(machine, Date.now())} Its runs are shown as they were then.`);
  }
  const offer = cutShortWords(await client.queue.get(), all);
  if (offer) output.note(offer);
  return 0;
}

/** "completed, diverged" */
const stateWords = (run: ListedRun): string => [run.state, poorEndWord(run)].filter(Boolean).join(', ');

/** Where a run comes from with what changed, and which came from it. */
async function lineageFacts(client: StudioClient, run: RunSummary): Promise<[string, string][]> {
  const all = await client.runs.list();
  const { start } = run.spec;
  const isThere = all.some(({ id }) => id === start?.run);
  const parent = start && isThere ? await client.runs.get({ run: start.run }) : undefined;
  const from = start
    ? `${start.mode === 'continue' ? 'goes on from' : 'weights of'} checkpoint ${start.checkpoint} of ${parent?.name ?? start.run}${start.fit === 'exact' ? '' : ` (${start.fit})`}`
    : undefined;
  const changes = parent ? differing(parent.spec, run.spec) : [];
  const shown = (value: unknown) => (value === undefined ? 'none' : JSON.stringify(value));
  const children = all.filter(({ spec }) => spec.start?.run === run.id);
  return [
    ...(from ? [['begins', from] as [string, string]] : []),
    ...changes.map(({ path, from: before, to }): [string, string] => [
      'changed',
      `${path}: ${shown(before)} → ${shown(to)}`,
    ]),
    ...children.map(({ id, name, spec }): [string, string] => [
      'branch',
      `${id} (${name}) from checkpoint ${spec.start?.checkpoint}`,
    ]),
  ];
}

/** Where the time went, what the curves show, and the last measured step. */
async function showRecorded(
  { client, output }: Pick<Session, 'client' | 'output'>,
  run: RunSummary,
): Promise<void> {
  const details = await client.runs.details({ run: run.id });
  const rows = new Float64Array(await (await client.runs.norms({ run: run.id })).arrayBuffer());
  const last = rows.subarray(-NORM_COLUMNS.length);
  for (const detail of details) output.event({ event: 'epoch-detail', ...detail });
  const shares = timeShares(details.map(({ times }) => times));
  if (shares.length > 0) output.line(`\nTime: ${timeWords(shares)}`);
  await showAdvice({ client, output }, run, details, rows);
  if (last.length === 0) return;
  const at = (column: NormColumn) => last[NORM_COLUMNS.indexOf(column)]!;
  const text = (column: NormColumn) => String(Number(at(column).toPrecision(4)));
  output.line(
    `Step ${at('step')}: gradient norm ${text('gradientNorm')}, weight norm ${text('weightNorm')}, update ratio ${text('updateRatio')}, memory ${size(at('memory'))}`,
  );
}

/** Which of its checkpoints a completed run came to. */
async function resultFact(
  client: StudioClient,
  { id, state, best }: RunSummary,
): Promise<string | undefined> {
  if (state !== 'completed') return undefined;
  const result = resultOf(await client.checkpoints.list({ run: id }));
  return result && resultWords(result, best);
}

function testFact({ id, finalTest }: RunSummary): string | undefined {
  switch (finalTest?.state) {
    case 'done':
      return finalTestWords(finalTest);
    case 'due':
      return `due: \`trainyard resume ${id}\` makes up for it`;
    case 'failed':
      return `failed: ${finalTest.reason} Test with \`trainyard eval ${id}\`.`;
    default:
      return undefined;
  }
}

/** One run with its epochs and what happened to it. */
export async function showRun({ client, output }: Session, text: string): Promise<ExitCode> {
  const run = await findRun(client, text);
  const events = await client.runs.events({ run: run.id });
  output.event({ event: 'run', ...run, events });
  const { numerics } = run;
  const facts: [string, string | undefined][] = [
    ['run', `${run.id} (${run.name})`],
    ['state', [stateWords(run), run.reason].filter(Boolean).join(': ')],
    ['result', await resultFact(client, run)],
    ['test', testFact(run)],
    ['dataset', run.datasetName],
    ['parameters', count(run.parameters)],
    [
      'backend',
      numerics ? `${numerics.backend}, ${numerics.libraryVersion}, ${numerics.threads} threads` : undefined,
    ],
    ['in', run.place ? `${rayAddressWords(run.place.address)}, ${resourceWords(run.place)}` : undefined],
    ['created', time(run.createdAt)],
    ['experiment', run.experiment || undefined],
    ['tags', run.tags.join(', ') || undefined],
    ['note', run.notes || undefined],
    ['archived', run.archived ? 'yes' : undefined],
    ['folder', run.folder],
  ];
  facts.push(...(await lineageFacts(client, run)));
  for (const [name, value] of facts) if (value !== undefined) output.line(`${name.padEnd(11)} ${value}`);
  if (run.epochs.length > 0) output.line(`\n${epochHeading(run.target)}`);
  for (const row of run.epochs) output.line(epochLine(row, run.target));
  await showRecorded({ client, output }, run);
  if (events.length > 0) output.line();
  for (const { at, level, text: words } of events) {
    output.line(`${time(at)}  ${level === 'info' ? '' : `${level}: `}${words}`);
  }
  return 0;
}

/** The checkpoints of one run, oldest first. */
export async function listCheckpoints(session: Session, text: string): Promise<ExitCode> {
  const { client, output } = session;
  const run = await findRun(client, text);
  const checkpoints = (await client.checkpoints.list({ run: run.id })).toSorted((a, b) => a.step - b.step);
  for (const checkpoint of checkpoints) output.event({ event: 'checkpoint', ...checkpoint });
  if (checkpoints.length === 0) output.line(`Run ${run.id} has no checkpoints yet.`);
  else {
    printTable(
      session,
      ['checkpoint', 'epoch', 'step', 'val loss', 'val quality', 'size', 'saved', ''],
      checkpoints.map((checkpoint) => [
        checkpoint.id,
        String(checkpoint.epoch),
        String(checkpoint.step),
        loss(checkpoint.metrics.valLoss),
        qualityWords(checkpoint.metrics),
        size(checkpoint.bytes),
        time(checkpoint.savedAt),
        [
          checkpoint.best && 'best',
          checkpoint.last && 'last',
          checkpoint.pinned && 'pinned',
          checkpoint.problem,
        ]
          .filter(Boolean)
          .join(', '),
      ]),
    );
  }
  return 0;
}
