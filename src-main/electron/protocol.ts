import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { findRendererFile, SECURITY_HEADERS } from '../server/renderer-files';
import { APP_URL, isOwnUrl, SCHEME } from './app-origin';

/** Tells Chromium, before it is ready, to treat our scheme like https, and to keep what it compiled for the next start. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built renderer at `trainyard://app/`. */
export function serveRenderer(rendererFolder: string): void {
  protocol.handle(SCHEME, async (request) => {
    const nothing = () => new Response('Not found', { status: 404, headers: SECURITY_HEADERS });
    if (!isOwnUrl(request.url) || (request.method !== 'GET' && request.method !== 'HEAD')) return nothing();
    const [path = ''] = request.url.slice(APP_URL.length).split(/[?#]/);
    const file = await findRendererFile(rendererFolder, path);
    if (!file) return nothing();
    return new Response(await readFile(file.path), { headers: file.headers });
  });
}
