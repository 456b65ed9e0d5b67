import type { WindowClient } from '@shared/contract/client';
import type { RunState, RunSummary } from '@shared/contract/run';
import type { ListedSweep } from '@shared/contract/sweep';
import { isWanted, runEnding, type Ending } from '@shared/notify/run-ending';
import { sweepEnding } from '@shared/notify/sweep-ending';

/** Whether this window's own notifications are the ones to show: the desktop shell has the system's. */
export const tellsItself = (): boolean => !window.trainyard && 'Notification' in window;

const isLookedAt = (page: string): boolean =>
  document.visibilityState === 'visible' && document.hasFocus() && location.hash.startsWith(`#${page}`);

/**
 * Has the browser tell of runs and sweeps that end, when it may and the settings say so.
 *
 * @returns what to call with each run and sweep as it is heard of, and with each run that is told to go on
 */
export function hearOfEndings(client: WindowClient): {
  hear(run: RunSummary): void;
  hearProgress(run: string): void;
  hearSweep(sweep: ListedSweep): void;
} {
  const live = new Map<string, RunState>();
  const phases = new Map<string, ListedSweep['phase']>();
  const tell = async (ending: Ending | undefined) => {
    if (!ending || isLookedAt(ending.page) || Notification.permission !== 'granted') return;
    const { settings } = await client.settings.get();
    if (!isWanted(ending, settings.notifications)) return;
    // The same tag in every tab: the browser shows one.
    const shown = new Notification(ending.title, { body: ending.body, tag: ending.page });
    shown.addEventListener('click', () => {
      window.focus();
      location.hash = `#${ending.page}`;
      shown.close();
    });
  };
  return {
    hear(run) {
      if (!tellsItself()) return;
      const before = live.get(run.id);
      if (run.state === 'starting' || run.state === 'running') live.set(run.id, run.state);
      else if (before !== undefined) {
        live.delete(run.id);
        tell(runEnding(before, run)).catch(() => {});
      }
    },
    hearProgress: (run) => void live.set(run, live.get(run) ?? 'running'),
    hearSweep(sweep) {
      if (!tellsItself()) return;
      const before = phases.get(sweep.id);
      phases.set(sweep.id, sweep.phase);
      tell(sweepEnding(before, sweep)).catch(() => {});
    },
  };
}
