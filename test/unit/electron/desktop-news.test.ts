import type { BrowserWindow } from 'electron';
import { os } from '@orpc/server';
import { expect, it, vi } from 'vitest';
import type { StudioEvent } from '@shared/contract/event';
import { prepareNews } from '../../../src-main/electron/desktop-news';
import type { ServedRouter } from '../../../src-main/server/rpc-socket';
import { runSummary } from '../../run-summary';

vi.mock('electron', () => ({ Notification: { isSupported: () => false } }));

/** What the taskbar shows at last, after a run failed while the window was in front or not, and then somebody left it. */
async function barAfterFailure(isInFront: boolean): Promise<unknown> {
  const events: StudioEvent[] = [
    { type: 'run', run: runSummary({ state: 'running' }) },
    { type: 'run', run: runSummary({ state: 'failed' }) },
  ];
  let isDone = false;
  const router = {
    studio: {
      events: os.handler(async function* () {
        yield { subscription: 0, events };
        isDone = true;
      }),
      heard: os.handler(() => {}),
    },
    runs: { list: os.handler(() => []) },
    sweeps: { list: os.handler(() => []) },
    settings: { get: os.handler(() => ({ settings: { notifications: 'all' } })) },
  } as unknown as ServedRouter;
  let isFocused = isInFront;
  let shown: unknown;
  const window = {
    isFocused: () => isFocused,
    isVisible: () => true,
    webContents: { getURL: () => 'trainyard://app/#/settings' },
    setProgressBar: (...bar: unknown[]) => void (shown = bar),
  } as unknown as BrowserWindow;
  const news = prepareNews({ window: () => window, tray: () => undefined, openPage: () => {} });
  news.follow(router);
  await vi.waitFor(() => expect(isDone).toBe(true));
  isFocused = false;
  news.refresh();
  return shown;
}

it('keeps the taskbar red for a failure that nobody has seen, and only for that', async () => {
  expect(await barAfterFailure(false)).toEqual([1, { mode: 'error' }]);
  expect(await barAfterFailure(true)).toEqual([-1]);
});
