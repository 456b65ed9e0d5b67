import { defineStore } from 'pinia';
import { nextTick, ref, shallowRef, watch } from 'vue';
import type { StudioInfo } from '@shared/contract/studio-info';
import type { StudioEvent } from '@shared/contract/event';
import { hearEvents } from '@shared/contract/hear-events';
import type { Machine } from '@shared/contract/machine';
import type { ConnectionState } from '../client/connection';
import { useConnection } from '../client/provide';
import { hearOfEndings } from '../notify/hear-of-endings';
import { useBackends } from './backends';
import { useCheckpoints } from './checkpoints';
import { useDatasets } from './datasets';
import { drawingShare } from './drawing-share';
import { useEvaluations } from './evaluations';
import { useJobs } from './jobs';
import { useLiveDrawing } from './live-drawing';
import { useMachines } from './machines';
import { useQueue } from './queue';
import { useRuns } from './runs';
import { useSeriesMarks } from './series';
import { useSettings } from './settings';
import { useSpeed } from './speed';
import { useSweeps } from './sweeps';
import { useUpdates } from './updates';

/** Of more runs than this, checkpoints and evaluations are fetched where they are looked at. */
const MOST_RUNS_FILLED_IN = 500;
/** The share of its time that a page may spend on hearing what happens. */
const HEARING_SHARE = 0.1;
/** Milliseconds from one hearing to the next: what comes in between is heard together. */
const [LEAST_PAUSE_MS, MOST_PAUSE_MS] = [20, 1000];

/** Keeps all the other stores in step with the studio, over any number of connections. */
export const useStudio = defineStore('studio', () => {
  const { client, watch: watchConnection } = useConnection();
  const [runs, datasets, checkpoints, jobs] = [useRuns(), useDatasets(), useCheckpoints(), useJobs()];
  const [evaluations, backends, marks] = [useEvaluations(), useBackends(), useSeriesMarks()];
  const queue = useQueue();
  const drawing = useLiveDrawing();
  const sweeps = useSweeps();
  const speed = useSpeed();
  const machines = useMachines();
  const settings = useSettings();
  const updates = useUpdates();
  const endings = hearOfEndings(client);

  const connection = ref<ConnectionState>('connecting');
  /** whether what is shown is as the studio has it now; false while it cannot be reached, and until all was fetched anew */
  const isCurrent = ref(false);
  const info = shallowRef<StudioInfo>();
  watch(
    () =>
      drawingShare(
        runs.liveHere.map(({ id }) => runs.wholeById.get(id)?.numerics ?? null),
        info.value?.cpus,
      ),
    drawing.setShare,
    { immediate: true },
  );
  /** whether everything was fetched at least once */
  const loaded = ref(false);
  /** counts the times that everything was fetched: whoever keeps something of their own fetches it then */
  const fetches = ref(0);
  let isAllWanted = false;

  function apply(event: StudioEvent) {
    switch (event.type) {
      case 'run':
        endings.hear(event.run);
        return runs.hear(event.run);
      case 'progress':
        endings.hearProgress(event.run);
        return runs.hearProgress(event.run, event.progress);
      case 'runs-listed':
        return event.runs.forEach(runs.putListed);
      case 'run-removed':
        checkpoints.removeRun(event.run);
        return runs.remove(event.run);
      case 'series':
        return marks.put(event.run, event);
      case 'recorded':
        return marks.hearRecorded(event.run);
      case 'run-event':
        return runs.addEvent(event.run, event.event);
      case 'checkpoints':
        return checkpoints.hear(event.run);
      case 'queue':
        return queue.put(event.queue);
      case 'dataset':
        return datasets.put(event.dataset);
      case 'dataset-removed':
        return datasets.drop(event.dataset);
      case 'sweep':
        endings.hearSweep(event.sweep);
        return sweeps.hear(event.sweep);
      case 'sweep-removed':
        return sweeps.remove(event.sweep);
      case 'job':
        return jobs.put(event.job);
      case 'evaluation':
        return evaluations.put(event.evaluation);
      case 'speed':
        return speed.put(event.speed);
      case 'machines':
        return hearMachines(event.machines);
      case 'settings':
        return settings.put(event.settings);
      case 'update':
        return updates.put(event.update);
      case 'backends':
        return backends.put(event.backends);
    }
  }

  /** What lies on a machine that has just become reachable, or is gone, is fetched anew, as after a lost connection. */
  function hearMachines(list: readonly Machine[]) {
    const isNew = list.some(({ name }) => !machines.byName.has(name));
    const isGone = machines.list.length > list.length;
    const isBack = machines.put(list);
    // Those of one that is away are not told of any more.
    void jobs.fetchAll().catch(() => {});
    if (isBack || isNew || isGone) void fetchThere().catch(() => {});
  }
  async function fetchThere() {
    await Promise.all([runs.fetchAll(), sweeps.fetchAll(), datasets.fetchAll()]);
    fetches.value++;
    await fillIn();
  }

  /** What no page needs at once. Of thousands of runs it takes the studio long: there the pages ask for what they show. */
  async function fillIn() {
    checkpoints.forget();
    if (isAllWanted || runs.byId.size <= MOST_RUNS_FILLED_IN) return fetchDetails();
    // What was heard of before may have changed while nobody listened.
    const shown = [...checkpoints.byRun.keys()].filter((run) => runs.byId.has(run));
    return Promise.all(shown.flatMap((run) => [checkpoints.fetchRun(run), evaluations.fetchRun(run)]));
  }
  const fetchDetails = () => Promise.all([checkpoints.fetchAll(), evaluations.fetchAll()]);

  let readingAll: Promise<unknown> | undefined;
  /**
   * For what shows the checkpoints of all runs. Asked again meanwhile, they are not read twice; what cannot be read now is
   * when the connection is there again.
   */
  function wantAll(): void {
    isAllWanted = true;
    if (!loaded.value || checkpoints.isWhole) return;
    readingAll ??= fetchDetails()
      .catch(() => {})
      .finally(() => (readingAll = undefined));
  }

  /** Events are subscribed to before the lists are fetched, and wait for them, so that nothing is missed. */
  async function follow() {
    const news = await hearEvents(client, undefined, drawing.pauseLeft);
    await fetchEverything();
    for await (const events of news) await hear(events);
  }

  /** Takes no more of the page's time than is left over from showing it. */
  async function hear(events: readonly StudioEvent[]) {
    const started = performance.now();
    for (const event of events) apply(event);
    // What is shown at once is shown by then.
    await nextTick();
    const pause = (performance.now() - started) * (1 / HEARING_SHARE - 1);
    await new Promise((resolve) =>
      setTimeout(resolve, Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, pause))),
    );
  }

  async function fetchEverything() {
    const [studio] = await Promise.all([
      client.studio.info(),
      runs.fetchAll(),
      queue.fetch(),
      sweeps.fetchAll(),
      datasets.fetchAll(),
      jobs.fetchAll(),
      settings.fetch(),
      machines.fetch(),
    ]);
    info.value = studio;
    loaded.value = true;
    isCurrent.value = true;
    fetches.value++;
    void fillIn().catch(() => {});
    // A studio of another version may know nothing of it.
    updates.fetchState().catch(() => {});
    // Probing can take seconds on its first time; nothing else waits for it.
    backends
      .probe()
      .then(() => speed.fetch())
      .catch(() => {});
  }

  watchConnection((state) => {
    connection.value = state;
    isCurrent.value = false;
    // When it breaks, the connection says so itself and opens anew.
    if (state === 'open') follow().catch(() => {});
  });

  return { connection, isCurrent, info, loaded, fetches, wantAll };
});
