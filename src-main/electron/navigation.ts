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

/** What a press of a button may ask for beyond a page's frame: to copy, and to fill the screen. */
const ALLOWED: readonly string[] = ['clipboard-sanitized-write', 'fullscreen'];

/** The camera, which Try it starts on a press of its button, and never a microphone. */
const isOnlyVideo = (types: readonly string[] | undefined): boolean =>
  types?.length === 1 && types[0] === 'video';

/** Keeps every page inside the application: no foreign page, no new window, no other permission. */
export function confinePages(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents));
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer, details) => {
    const isCamera = permission === 'media' && 'mediaTypes' in details && isOnlyVideo(details.mediaTypes);
    answer((ALLOWED.includes(permission) || isCamera) && isOwnUrl(contents.getURL()));
  });
  session.defaultSession.setPermissionCheckHandler((contents, permission, _origin, { mediaType }) => {
    const isCamera = permission === 'media' && mediaType === 'video';
    return (ALLOWED.includes(permission) || isCamera) && contents !== null && isOwnUrl(contents.getURL());
  });
}
