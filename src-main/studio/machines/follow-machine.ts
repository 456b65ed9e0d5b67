import { createORPCClient } from '@orpc/client';
import { z } from 'zod';
import type { StudioClient } from '@shared/contract/client';
import { checkpointSummarySchema } from '@shared/contract/checkpoint';
import { datasetSummarySchema } from '@shared/contract/dataset';
import { evaluationSchema } from '@shared/contract/evaluation';
import { studioEventSchema, type StudioEvent } from '@shared/contract/event';
import { hearEvents } from '@shared/contract/hear-events';
import { jobSummarySchema, type JobSummary } from '@shared/contract/job';
import { machineInfoSchema } from '@shared/contract/machine';
import { listedRunSchema, runSummarySchema, type ListedRun } from '@shared/contract/run';
import { listedSweepSchema } from '@shared/contract/sweep';
import { idThere } from '@shared/machines/machine-id';
import type { StudioThere } from './dial';
import { fromThere, isOwnOf } from './from-there';
import type { Mirror, MirroredLists } from './mirror';

/** Of more runs than this, their checkpoints and evaluations are asked for where somebody looks at them. */
const MOST_RUNS_FILLED_IN = 500;
/** So many runs that went on while nobody heard of them are told of whole. */
const MOST_TOLD_WHOLE = 20;
/** A quick run saves several checkpoints a second. */
const CHECKPOINTS_EVERY_MS = 2000;

export interface FollowOptions {
  name: string;
  mirror: Mirror;
  /** tells of what happens there, with ids as they are known here */
  publish(event: StudioEvent): void;
}

/** Work there that a page here waits for: all else is that machine's own. */
const isOfInterest = ({ type }: JobSummary): boolean => type === 'evaluate' || type === 'export';

/** What is that machine's own, such as its queue and its backends, stands in no list here. */
const ITS_OWN: ReadonlySet<StudioEvent['type']> = new Set([
  'queue',
  'speed',
  'backends',
  'machines',
  'settings',
  'update',
]);

function concernsUs(event: StudioEvent): boolean {
  if (event.type === 'job') return isOfInterest(event.job);
  return !ITS_OWN.has(event.type);
}

/** A list of what lies there. What that machine knows of yet other machines is theirs to tell. */
function itemsFrom<Item extends z.ZodType>(name: string, schema: Item, answer: unknown): z.infer<Item>[] {
  const items = z.array(z.unknown()).parse(answer);
  return items.filter((item) => isOwnOf(schema, item)).map((item) => fromThere(name, schema, item));
}

async function fetchLists(client: StudioClient, name: string): Promise<MirroredLists> {
  const [info, runs, datasets, sweeps, jobs] = await Promise.all([
    client.studio.info(),
    client.runs.list(),
    client.datasets.list(),
    client.sweeps.list(),
    client.jobs.list(),
  ]);
  const [checkpoints, evaluations] =
    runs.length <= MOST_RUNS_FILLED_IN
      ? await Promise.all([client.checkpoints.list({}), client.evaluations.list({})])
      : [[], []];
  return {
    info: fromThere(name, machineInfoSchema, info),
    runs: itemsFrom(name, listedRunSchema, runs),
    datasets: itemsFrom(name, datasetSummarySchema, datasets),
    sweeps: itemsFrom(name, listedSweepSchema, sweeps),
    jobs: itemsFrom(name, jobSummarySchema, jobs).filter(isOfInterest),
    checkpoints: itemsFrom(name, checkpointSummarySchema, checkpoints),
    evaluations: itemsFrom(name, evaluationSchema, evaluations),
  };
}

/** Whether a run went on, or came to its end, since it was known as `before`. */
const hasGoneOn = (before: ListedRun | undefined, run: ListedRun): boolean =>
  before !== undefined && (before.state !== run.state || before.lastEpoch !== run.lastEpoch);

/** Tells of what is otherwise than it was known, as if it had been heard of. */
async function tellChanges(
  client: StudioClient,
  { name, mirror, publish }: FollowOptions,
  before: Pick<Mirror, 'runs' | 'datasets' | 'sweeps'>,
): Promise<void> {
  const differs =
    <Item extends { id: string }>(known: ReadonlyMap<string, Item>) =>
    (item: Item) =>
      JSON.stringify(known.get(item.id)) !== JSON.stringify(item);
  for (const run of before.runs.keys()) if (!mirror.runs.has(run)) publish({ type: 'run-removed', run });
  const runs = [...mirror.runs.values()].filter(differs(before.runs));
  if (runs.length > 0) publish({ type: 'runs-listed', runs });
  for (const dataset of [...mirror.datasets.values()].filter(differs(before.datasets))) {
    publish({ type: 'dataset', dataset });
  }
  for (const sweep of [...mirror.sweeps.values()].filter(differs(before.sweeps))) {
    publish({ type: 'sweep', sweep });
  }
  for (const job of mirror.jobs.values()) publish({ type: 'job', job });
  const wentOn = runs.filter((run) => hasGoneOn(before.runs.get(run.id), run)).slice(-MOST_TOLD_WHOLE);
  for (const { id } of wentOn) {
    const whole = fromThere(name, runSummarySchema, await client.runs.get({ run: idThere(id) }));
    mirror.putRun(whole);
    publish({ type: 'run', run: whole });
  }
}

/**
 * Brings what is known of a machine up to date, and keeps it so for as long as the line is open. Events are subscribed to
 * before the lists are fetched, and wait for them, so that nothing is missed.
 *
 * @returns when it is up to date
 */
export async function followMachine(there: StudioThere, options: FollowOptions): Promise<void> {
  const { name, mirror, publish } = options;
  const client: StudioClient = createORPCClient(there.line);
  const news = await hearEvents(client);
  const due = new Map<string, NodeJS.Timeout>();

  /** What is kept for later; pages ask the machine itself. */
  const fetchCheckpoints = (run: string) => {
    if (due.has(run)) return;
    const fetch = async () => {
      const list = await client.checkpoints.list({ run: idThere(run) });
      mirror.putCheckpoints(run, fromThere(name, z.array(checkpointSummarySchema), list));
    };
    const timer = setTimeout(() => {
      due.delete(run);
      fetch().catch(() => {});
    }, CHECKPOINTS_EVERY_MS);
    due.set(run, timer.unref());
  };
  const take = (event: StudioEvent) => {
    mirror.apply(event);
    if (event.type === 'checkpoints') fetchCheckpoints(event.run);
    publish(event);
  };
  const read = async () => {
    for await (const answers of news) {
      for (const answer of answers) {
        const event = heard(name, answer);
        if (event !== undefined && concernsUs(event)) take(event);
      }
    }
  };
  void there.closed.then(() => {
    for (const timer of due.values()) clearTimeout(timer);
  });

  const lists = await fetchLists(client, name);
  const before = { runs: mirror.runs, datasets: mirror.datasets, sweeps: mirror.sweeps };
  mirror.take(lists);
  await tellChanges(client, options, before);
  // It ends with the line, which says so itself.
  void read().catch(() => {});
}

/** An event that cannot be understood is passed over: each carries the whole state of one thing. */
function heard(name: string, answer: unknown): StudioEvent | undefined {
  if (!isOwnOf(studioEventSchema, answer)) return undefined;
  try {
    return fromThere(name, studioEventSchema, answer);
  } catch (error) {
    console.error(`Trainyard: ${name} told of something that cannot be understood.`, error);
    return undefined;
  }
}
