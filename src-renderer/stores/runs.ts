import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import { useClient } from '../client/provide';
import { stepsPerEpoch } from '../format/run';
import type { ChosenPlace } from '@shared/contract/place';
import type { WantedLabels } from '@shared/contract/labels';
import { byAge, machineOf } from '@shared/machines/machine-id';
import type { WantedChange } from '@shared/spec/change';
import type { ListedRun, RunEvent, RunProgress, RunSummary } from '@shared/contract/run';
import { isSameEpoch } from '@shared/contract/same-epoch';
import { useCheckpoints } from './checkpoints';
import { useEvaluations } from './evaluations';
import { useLiveDrawing } from './live-drawing';
import { paced } from './paced';
import { useQueue } from './queue';

/** A run that an engine has, or is about to get. */
export const isLive = (run: Pick<ListedRun, 'state'>): boolean =>
  run.state === 'starting' || run.state === 'running';

const hasSameLabels = (known: ListedRun, run: ListedRun): boolean =>
  known.experiment === run.experiment &&
  known.notes === run.notes &&
  known.archived === run.archived &&
  known.tags.join() === run.tags.join();

/** Whether nothing but how far a run is differs. A quick run ends several epochs a second: they can wait as well. */
const isMereProgress = (known: RunSummary, run: RunSummary): boolean =>
  known.state === run.state &&
  known.endsAfterEpoch === run.endsAfterEpoch &&
  known.spec.epochs === run.spec.epochs &&
  known.spec.changes.length === run.spec.changes.length &&
  known.generation === run.generation &&
  known.host === run.host &&
  known.name === run.name &&
  hasSameLabels(known, run);

/** After a roll back some may have been done anew. */
const haveSameEpochs = (known: RunSummary, run: RunSummary): boolean =>
  known.epochs.length === run.epochs.length &&
  known.epochs.every((row, at) => isSameEpoch(row, run.epochs[at]!));

/** Every run of the library, as last heard. */
export const useRuns = defineStore('runs', () => {
  const client = useClient();
  const queue = useQueue();
  const drawing = useLiveDrawing();
  const [checkpoints, evaluations] = [useCheckpoints(), useEvaluations()];
  const byId = shallowReactive(new Map<string, ListedRun>());
  /** those that a page has looked at, or that were heard of */
  const wholeById = shallowReactive(new Map<string, RunSummary>());
  const bringing = new Map<string, Promise<void>>();
  /** those whose checkpoints and evaluations were fetched too: one that is only heard of comes without */
  const detailed = new Set<string>();
  const eventsById = shallowReactive(new Map<string, RunEvent[]>());

  const oldestFirst = computed(() => [...byId.values()].sort(byAge));
  const newestFirst = computed(() => oldestFirst.value.toReversed());
  /** the names of all experiments, the newest first */
  const experiments = computed(() =>
    [...new Set(newestFirst.value.map((run) => run.experiment))].filter(Boolean),
  );
  const live = computed(() => oldestFirst.value.filter(isLive));
  /** those that the studio's own machine computes */
  const liveHere = computed(() =>
    live.value.filter(({ id, place }) => machineOf(id) === undefined && !place),
  );
  /** in the order in which they start */
  const queued = computed(() => {
    // Other machines have queues of their own.
    const waiting = oldestFirst.value.filter(
      (run) => run.state === 'queued' && machineOf(run.id) === undefined,
    );
    const turns = new Map(waiting.map((run) => [run, queue.turnOf(run.id)]));
    const turnOf = (run: ListedRun) => turns.get(run) ?? Infinity;
    return waiting.sort((a, b) => (turnOf(a) === turnOf(b) ? 0 : turnOf(a) - turnOf(b)));
  });

  async function fetchAll() {
    const runs = await client.runs.list();
    const known = new Set(runs.map((run) => run.id));
    for (const id of byId.keys()) if (!known.has(id)) remove(id);
    for (const run of runs) {
      listedProgress.forget(run.id);
      byId.set(run.id, run);
    }
    const looked = [...wholeById.keys()].filter((id) => known.has(id));
    // Of one on a machine that is away, what is known of it stays.
    const fetchOf = (id: string, fetching: Promise<void>) =>
      machineOf(id) === undefined ? fetching : fetching.catch(() => {});
    await Promise.all([
      ...looked.map((id) => fetchOf(id, fetchWhole(id))),
      ...[...eventsById.keys()].filter((id) => known.has(id)).map((id) => fetchOf(id, fetchEvents(id))),
    ]);
  }

  async function fetchWhole(run: string) {
    put(await client.runs.get({ run }));
  }

  /** Fetches the whole of a run, unless it is here already. Nothing happens where there is no such run. */
  function bring(run: string): Promise<void> {
    const isWhole = wholeById.has(run);
    const hasDetails = checkpoints.isWhole || detailed.has(run);
    if (!byId.has(run) || (isWhole && hasDetails)) return Promise.resolve();
    const known = bringing.get(run);
    if (known) return known;
    // With what a page of it shows beside it.
    const details = hasDetails ? [] : [checkpoints.fetchRun(run), evaluations.fetchRun(run)];
    const fetching = Promise.all([isWhole ? undefined : fetchWhole(run), ...details])
      .then(() => {
        if (byId.has(run)) detailed.add(run);
      })
      // What cannot be fetched now is fetched when the connection is there again, or it was discarded.
      .catch(() => {})
      .finally(() => bringing.delete(run));
    bringing.set(run, fetching);
    return fetching;
  }

  /** The whole of a run; undefined while it is being fetched, which asking for it begins. */
  function whole(run: string | undefined): RunSummary | undefined {
    if (run === undefined) return undefined;
    const known = wholeById.get(run);
    // Asked for again once it is listed, after a page was opened by its address.
    if (byId.has(run)) void bring(run);
    return known;
  }

  async function fetchEvents(run: string) {
    eventsById.set(run, await client.runs.events({ run }));
  }

  const put = (run: RunSummary) => {
    progress.forget(run.id);
    byId.set(run.id, run);
    wholeById.set(run.id, run);
    return run;
  };
  /** What lists show of it has changed, and nothing else. */
  const putListed = (run: ListedRun) => {
    byId.set(run.id, run);
    // What waits to be shown has the rest as it is now, and its labels as they were.
    const known = progress.take(run.id) ?? wholeById.get(run.id);
    if (known) wholeById.set(run.id, { ...known, ...run, spec: known.spec, target: known.target });
    listedProgress.forget(run.id);
  };
  function remove(run: string) {
    // What waits to be shown would bring it back.
    progress.forget(run);
    listedProgress.forget(run);
    wholeById.delete(run);
    detailed.delete(run);
    return byId.delete(run);
  }
  const progress = paced(drawing.next, put);
  /** of runs that no page has looked at */
  const listedProgress = paced(drawing.next, (run: ListedRun) => {
    if (byId.has(run.id) && !wholeById.has(run.id)) byId.set(run.id, run);
  });

  /** A run as the hub tells of it: what matters at once, mere progress a few times a second. */
  function hear(run: RunSummary) {
    const known = wholeById.get(run.id);
    if (known && isMereProgress(known, run)) {
      // The same objects for what is the same: who draws them need not draw again.
      const { epochs, best } = haveSameEpochs(known, run) ? known : run;
      // A run may be changed while it trains.
      const isSameSpec = known.spec === run.spec || JSON.stringify(known.spec) === JSON.stringify(run.spec);
      progress.later(run.id, { ...run, spec: isSameSpec ? known.spec : run.spec, epochs, best });
    } else put(run);
  }

  /** How far a run is, and nothing else of it has changed. */
  function hearProgress(run: string, its: RunProgress) {
    const known = progress.waiting(run) ?? wholeById.get(run);
    const listed = listedProgress.waiting(run) ?? byId.get(run);
    if (known && isLive(known)) progress.later(run, { ...known, progress: its });
    else if (listed && isLive(listed)) listedProgress.later(run, { ...listed, progress: its });
  }

  /** Steps of an epoch of a run; 0 where they are not known, or no run is meant. */
  function stepsPerEpochOf(run: unknown): number {
    const known = typeof run === 'string' ? byId.get(run) : undefined;
    return known ? stepsPerEpoch(known) : 0;
  }

  return {
    stepsPerEpochOf,
    byId,
    wholeById,
    whole,
    bring,
    eventsById,
    newestFirst,
    oldestFirst,
    experiments,
    live,
    liveHere,
    queued,
    fetchAll,
    fetchEvents,
    put,
    putListed,
    hear,
    hearProgress,
    remove,
    addEvent(run: string, event: RunEvent) {
      const known = eventsById.get(run);
      if (known) eventsById.set(run, [...known, event]);
    },
    /** @param where another machine, or a cluster; nothing: on the studio's own machine */
    create: async (spec: unknown, where: { on?: string; place?: ChosenPlace } = {}) =>
      put(await client.runs.create({ spec, ...where })),
    stop: async (run: string) => put(await client.runs.stop({ run })),
    pause: async (run: string) => put(await client.runs.pause({ run })),
    stopAfterEpoch: async (run: string, on: boolean) => put(await client.runs.stopAfterEpoch({ run, on })),
    change: async (run: string, wanted: WantedChange) => put(await client.runs.change({ run, ...wanted })),
    differences: (run: string) => client.runs.differences({ run }),
    resume: async (run: string, acceptChanges = false) =>
      put(await client.runs.resume({ run, acceptChanges })),
    label: async (...changes: WantedLabels[]) => {
      for (const run of await client.runs.label({ changes })) putListed(run);
    },
    rename: async (run: string, name: string) => put(await client.runs.rename({ run, name })),
  };
});
