/**
 * The one thing the preload script puts on the page, as `window.trainyard`. The port arrives as a `message`
 * event of the window whose data is `PORT_MESSAGE`.
 */
export interface Preload {
  requestPort(): void;
  /** Where a file or folder lies that was dropped on the page; empty where that cannot be told. */
  pathOf(file: File): string;
}

export const PORT_MESSAGE = 'trainyard:port';
