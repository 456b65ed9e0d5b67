import type { WindowClient } from '@shared/contract/client';
import type { RunState, RunSummary } from '@shared/contract/run';
import { isWanted, runEnding } from '@shared/notify/run-ending';

/** Whether this window's own notifications are the ones to show: the desktop shell has the system's. */
export const tellsItself = (): boolean => !window.trainyard && 'Notification' in window;

const isLookedAt = (run: string): boolean =>
  document.visibilityState === 'visible' && document.hasFocus() && location.hash.startsWith(`#/runs/${run}`);

/**
 * Has the browser tell of runs that end, when it may and the settings say so.
 *
 * @returns what to call with each run as it is heard of, and with each that is told to go on
 */
export function hearOfEndings(client: WindowClient): {
  hear(run: RunSummary): void;
  hearProgress(run: string): void;
} {
  const live = new Map<string, RunState>();
  const tell = async (before: RunState, run: RunSummary) => {
    const ending = runEnding(before, run);
    if (!ending || isLookedAt(run.id) || Notification.permission !== 'granted') return;
    const { settings } = await client.settings.get();
    if (!isWanted(ending, settings.notifications)) return;
    // The same tag in every tab: the browser shows one.
    const shown = new Notification(ending.title, { body: ending.body, tag: ending.run });
    shown.addEventListener('click', () => {
      window.focus();
      location.hash = `#/runs/${ending.run}`;
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
        tell(before, run).catch(() => {});
      }
    },
    hearProgress: (run) => void live.set(run, live.get(run) ?? 'running'),
  };
}
