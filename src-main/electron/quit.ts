import { app, dialog, powerMonitor, type BrowserWindow, type Event } from 'electron';
import type { DesktopLibrary } from './desktop-library';

export interface QuitOptions {
  library: DesktopLibrary;
  window(): BrowserWindow | undefined;
  /** leaves what trains to go on without a window */
  goOnInBackground(): void;
}

export interface Quit {
  /** Whether the application is on its way out, and windows may close. */
  underWay(): boolean;
  /** Whether it is, or what trains is being saved before. */
  isLeaving(): boolean;
  /** Asks when runs are training, saves them, closes the library and ends. */
  request(how?: { ask: boolean }): Promise<void>;
}

type Answer = 'background' | 'save' | 'cancel';
const ANSWERS: readonly Answer[] = ['background', 'save', 'cancel'];

/** What to do with runs that are training. TRAINYARD_QUIT answers for tests and scripts. */
async function askAbout(runs: number, window: BrowserWindow | undefined): Promise<Answer> {
  const given = ANSWERS.find((answer) => answer === process.env['TRAINYARD_QUIT']);
  if (given) return given;
  const options = {
    type: 'question' as const,
    message: runs === 1 ? 'A run is training.' : `${runs} runs are training or waiting to.`,
    detail:
      'In the background it goes on without a window: open Trainyard again, or its tray icon, to see it. Or it saves a checkpoint now, and is offered to go on at the next start.',
    buttons: ['Go On in the Background', 'Checkpoint and Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  };
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return ANSWERS[response] ?? 'cancel';
}

/** Makes every way of ending the application save what is training and give the library free. */
export function prepareQuit({ library, window, goOnInBackground }: QuitOptions): Quit {
  let state: 'open' | 'asking' | 'closing' | 'closed' = 'open';
  const isLeaving = () => state === 'closing' || state === 'closed';
  const request = async ({ ask } = { ask: true }) => {
    // A session that ends does not wait until somebody has answered.
    if (state !== 'open' && (ask || state !== 'asking')) return;
    state = 'asking';
    const runs = library.activeRuns();
    const answer = ask && runs > 0 ? await askAbout(runs, window()) : 'save';
    if (isLeaving()) return;
    if (answer !== 'save') {
      state = 'open';
      if (answer === 'background') goOnInBackground();
      return;
    }
    state = 'closing';
    window()?.hide();
    try {
      await library.close();
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
  const saveAndEnd = () => void request({ ask: false });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // A package (`when-exit`) listens from before Electron put its own handler over Node's, and Node does not put its own
    // back while anybody listens: Electron would quit, and quitting asks.
    process.removeAllListeners(signal);
    process.on(signal, saveAndEnd);
  }
  // Linux and macOS tell of it without a signal, and macOS before it asks us to quit; it is held up while we save.
  powerMonitor.on('shutdown', (event?: Event) => {
    event?.preventDefault();
    saveAndEnd();
  });
  // Windows asks each window whether its session may end: not before what trains is saved.
  app.on('browser-window-created', (_event, opened) => {
    opened.on('query-session-end', (event) => {
      if (state === 'closed') return;
      event.preventDefault();
      saveAndEnd();
    });
    opened.on('session-end', saveAndEnd);
  });
  return { underWay: () => state === 'closed', isLeaving, request };
}
