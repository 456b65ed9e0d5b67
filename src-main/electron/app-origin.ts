import { app, type WebFrameMain } from 'electron';

export const SCHEME = 'trainyard';

/** Vite's server while developing; a packaged app never looks at it. */
const developmentUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;

/** Where the window's pages are. */
export const APP_URL = developmentUrl ? new URL('/', developmentUrl).href : `${SCHEME}://app/`;

/** Whether a URL belongs to our own pages. Node gives no origin to schemes that it does not know. */
export const isOwnUrl = (url: string): boolean => url === APP_URL.slice(0, -1) || url.startsWith(APP_URL);
/** Whether it is one of our own pages itself, and no frame in it, that sends something. */
export const isOwnPage = (frame: WebFrameMain | null): frame is WebFrameMain =>
  frame !== null && frame.parent === null && isOwnUrl(frame.url);
