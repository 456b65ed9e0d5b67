import type { Purpose } from './grants';

/**
 * The one thing the preload script puts on the page, as `window.trainyard`. The port arrives as a `message`
 * event of the window whose data is `PORT_MESSAGE`.
 */
export interface Preload {
  requestPort(): void;
  /** A grant for a file or folder that was dropped on the page, as `Granted`; null where it cannot be told where that lies. */
  grantFor(file: File, purpose: Purpose): Promise<unknown>;
  /** Has another library chosen, with which the program starts again; a sentence when that cannot be, else nothing. */
  changeLibrary(): Promise<string>;
  /** Has what trains saved, and the program started again. Asks first where something trains. */
  startAgain(): Promise<void>;
  /** Hears of all that is opened from outside from now on, and of what waits already: each as `Opened` in JSON. */
  onOpened(listener: (opened: unknown) => void): void;
}

export const PORT_MESSAGE = 'trainyard:port';
