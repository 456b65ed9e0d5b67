/**
 * The one thing the preload script puts on the page, as `window.trainyard`. The port arrives as a `message`
 * event of the window whose data is `PORT_MESSAGE`.
 */
export interface Preload {
  requestPort(): void;
}

export const PORT_MESSAGE = 'trainyard:port';
