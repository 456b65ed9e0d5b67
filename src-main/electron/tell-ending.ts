import { Notification } from 'electron';
import type { Ending } from '@shared/notify/run-ending';

/** Held until it is answered or gone: Electron forgets the clicks of one that nobody holds. */
const shown = new Set<Notification>();

/** Shows the system's own notification of a run or sweep that ended. A click leads to its page. */
export function tellEnding(ending: Ending, open: (page: string) => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: ending.title, body: ending.body });
  shown.add(notification);
  notification.on('click', () => {
    shown.delete(notification);
    open(ending.page);
  });
  notification.on('close', () => shown.delete(notification));
  notification.show();
}
