import { createRouterClient } from '@orpc/server';
import type { StudioClient } from '@shared/contract/client';
import type { RunSummary } from '@shared/contract/run';
import { isWanted, runEnding, type RunEnding } from '@shared/notify/run-ending';
import type { ServedRouter } from '../server/rpc-socket';

export interface RunsFollower {
  /** Hears of each run that trains, at each of its reports; with undefined when none does any more. */
  onProgress(run: RunSummary | undefined): void;
  /** Hears of a run that ended, when the settings say that a person wants to. */
  onEnding(ending: RunEnding): void;
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
  const events = await client.studio.events(undefined, { signal });
  for await (const event of events) {
    if (signal.aborted) break;
    if (event.type === 'run-removed') live.delete(event.run);
    const trained = event.type === 'progress' ? live.get(event.run) : undefined;
    if (event.type === 'progress' && trained) onProgress({ ...trained, progress: event.progress });
    if (event.type !== 'run') continue;
    const { run } = event;
    const before = live.get(run.id);
    if (run.state === 'starting' || run.state === 'running') {
      live.set(run.id, run);
      onProgress(run);
      continue;
    }
    if (before === undefined) continue;
    live.delete(run.id);
    if (live.size === 0) onProgress(undefined);
    const ending = runEnding(before.state, run);
    if (!ending) continue;
    const { settings } = await client.settings.get();
    if (isWanted(ending, settings.notifications)) onEnding(ending);
  }
}
