import { app, session, type WebContents } from 'electron';
import { isOwnUrl } from './app-origin';

function confine(contents: WebContents): void {
  const stayHere = (event: { preventDefault(): void }, url: string) => {
    if (!isOwnUrl(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event, url) => stayHere(event, url));
  contents.on('will-redirect', (event, url) => stayHere(event, url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // Nothing in the window leads outside yet; what will, goes through one list of addresses here.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Keeps every page inside the application: no foreign page, no new window, no permission but to fill the screen. */
export function confinePages(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents));
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === 'fullscreen'),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission === 'fullscreen');
}
