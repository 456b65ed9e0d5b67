import { app, session, systemPreferences, type WebContents } from 'electron';
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

/** macOS asks a person itself, once; elsewhere the press of the button is enough. */
const isCameraGiven = (): Promise<boolean> =>
  process.platform === 'darwin' ? systemPreferences.askForMediaAccess('camera') : Promise.resolve(true);

/** Keeps every page inside the application: no foreign page, no new window, no other permission. */
export function confinePages(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents));
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer, details) => {
    // Of the window's own frame: what is framed in it may ask for nothing.
    const isOwn = isOwnUrl(contents.getURL()) && details.isMainFrame && isOwnUrl(details.requestingUrl);
    if (!isOwn || permission !== 'media') return answer(isOwn && ALLOWED.includes(permission));
    const isCamera = 'mediaTypes' in details && isOnlyVideo(details.mediaTypes);
    if (!isCamera) return answer(false);
    isCameraGiven().then(answer, () => answer(false));
  });
  session.defaultSession.setPermissionCheckHandler((contents, permission, _origin, details) => {
    const isCamera = permission === 'media' && details.mediaType === 'video';
    return (
      (ALLOWED.includes(permission) || isCamera) &&
      contents !== null &&
      isOwnUrl(contents.getURL()) &&
      details.isMainFrame
    );
  });
}
