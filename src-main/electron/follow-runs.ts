import { createRouterClient } from '@orpc/server';
import type { StudioClient } from '@shared/contract/client';
import type { StudioEvent } from '@shared/contract/event';
import { hearEvents } from '@shared/contract/hear-events';
import type { Machine } from '@shared/contract/machine';
import type { RunSummary } from '@shared/contract/run';
import type { ListedSweep } from '@shared/contract/sweep';
import { machineOf } from '@shared/machines/machine-id';
import { isUnderWay, isWanted, runEnding, type Ending } from '@shared/notify/run-ending';
import { sweepEnding } from '@shared/notify/sweep-ending';
import type { ServedRouter } from '../server/rpc-socket';

export interface RunsFollower {
  /** Hears of the run that trains, at each of its reports; with undefined when none does any more. */
  onProgress(run: RunSummary | undefined): void;
  /** Hears of a run or sweep that ended, when the settings say that a person wants to. */
  onEnding(ending: Ending): void;
}

/**
 * Follows the runs of a studio, for what the desktop shows of them outside of the window. Ends by itself when the
 * studio does.
 *
 * @param signal ends it
 */
export async function followRuns(
  router: ServedRouter,
  { onProgress, onEnding }: RunsFollower,
  signal: AbortSignal,
): Promise<void> {
  const client: StudioClient = createRouterClient(router, { context: {} });
  const live = new Map<string, RunSummary>();
  const phases = new Map<string, ListedSweep['phase']>();
  let states: ReadonlyMap<string, Machine['state']> | undefined;
  /** Of a machine that is away nobody hears how far its runs are. */
  const isHeard = ({ id }: RunSummary): boolean => {
    const machine = machineOf(id);
    return machine === undefined || !states || states.get(machine) === 'reachable';
  };
  let shown: string | undefined;
  /** Of several that train at once the first is shown until it ends: figures do not jump from one to another. */
  const show = (changed?: string) => {
    const run = [...live.values()].find(isHeard);
    if (run?.id === shown && (run === undefined || run.id !== changed)) return;
    shown = run?.id;
    onProgress(run);
  };
  const hearMachines = (machines: readonly Machine[]) => {
    states = new Map(machines.map(({ name, state }) => [name, state]));
    for (const id of live.keys()) {
      const machine = machineOf(id);
      // Of one that is forgotten nobody will ever hear.
      if (machine !== undefined && !states.has(machine)) live.delete(id);
    }
    show();
  };
  /** What is under way already, as in another Trainyard's studio: of it nothing but progress and its end may be told. */
  const seeWhatIsUnderWay = async () => {
    for (const { id, phase } of await client.sweeps.list()) phases.set(id, phase);
    for (const { id, state } of await client.runs.list()) {
      if (!isUnderWay(state)) continue;
      // Removed meanwhile, or on a machine that is away.
      const run = await client.runs.get({ run: id }).catch(() => undefined);
      if (!run || !isUnderWay(run.state)) continue;
      live.set(id, run);
      show(id);
    }
  };
  const tell = async (ending: Ending | undefined) => {
    if (!ending) return;
    const { settings } = await client.settings.get();
    if (isWanted(ending, settings.notifications)) onEnding(ending);
  };
  const hear = async (event: StudioEvent) => {
    if (event.type === 'run-removed' && live.delete(event.run)) show();
    if (event.type === 'machines') hearMachines(event.machines);
    const trained = event.type === 'progress' ? live.get(event.run) : undefined;
    if (event.type === 'progress' && trained) {
      live.set(event.run, { ...trained, progress: event.progress });
      show(event.run);
    }
    if (event.type === 'sweep') {
      const { sweep } = event;
      const ending = sweepEnding(phases.get(sweep.id), sweep);
      phases.set(sweep.id, sweep.phase);
      await tell(ending);
    }
    if (event.type !== 'run') return;
    const { run } = event;
    const before = live.get(run.id);
    if (isUnderWay(run.state)) {
      live.set(run.id, run);
      show(run.id);
      return;
    }
    if (before === undefined) return;
    live.delete(run.id);
    show();
    await tell(runEnding(before.state, run));
  };
  const news = await hearEvents(client, signal);
  await seeWhatIsUnderWay();
  for await (const events of news) {
    for (const event of events) {
      if (signal.aborted) return;
      await hear(event);
    }
  }
}
