import { app, dialog, type BrowserWindow } from 'electron';
import type { OwnLibrary } from '../server/open-library';

export interface QuitOptions {
  library: OwnLibrary;
  window(): BrowserWindow | undefined;
}

export interface Quit {
  /** Whether the application is on its way out, and windows may close. */
  underWay(): boolean;
  /** Asks when runs are training, saves them, closes the library and ends. */
  request(how?: { ask: boolean }): Promise<void>;
}

/** Whether to go on although runs are training. TRAINYARD_QUIT=save answers for tests and scripts. */
async function agreesToStop(runs: number, window: BrowserWindow | undefined): Promise<boolean> {
  if (process.env['TRAINYARD_QUIT'] === 'save') return true;
  const options = {
    type: 'question' as const,
    message: runs === 1 ? 'A run is training.' : `${runs} runs are training or waiting to.`,
    detail: 'Each saves a checkpoint first, and goes on from there when you resume it.',
    buttons: ['Checkpoint and Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
  };
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return response === 0;
}

/** Makes every way of ending the application save what is training and give the library free. */
export function prepareQuit({ library, window }: QuitOptions): Quit {
  let state: 'open' | 'asking' | 'closing' | 'closed' = 'open';
  const request = async ({ ask } = { ask: true }) => {
    if (state !== 'open') return;
    state = 'asking';
    const runs = library.studio.activeRuns();
    if (ask && runs > 0 && !(await agreesToStop(runs, window()))) {
      state = 'open';
      return;
    }
    state = 'closing';
    window()?.hide();
    try {
      await library.close({ save: true });
    } catch (error) {
      console.error('Trainyard: the library could not be closed in order.', error);
    }
    state = 'closed';
    app.quit();
  };
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    void request();
  });
  // A session that ends, or Ctrl-C in the terminal that started us: nobody is there to be asked.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void request({ ask: false }));
  }
  return { underWay: () => state === 'closed', request };
}
