import { Notification } from 'electron';
import type { RunEnding } from '@shared/notify/run-ending';

/** Held until it is answered or gone: Electron forgets the clicks of one that nobody holds. */
const shown = new Set<Notification>();

/** Shows the system's own notification of a run that ended. A click leads to the run. */
export function tellEnding(ending: RunEnding, open: (run: string) => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: ending.title, body: ending.body });
  shown.add(notification);
  notification.on('click', () => {
    shown.delete(notification);
    open(ending.run);
  });
  notification.on('close', () => shown.delete(notification));
  notification.show();
}
