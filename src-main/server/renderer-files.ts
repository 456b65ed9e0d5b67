import { stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** Nothing but our own files, and no page may frame ours. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every answer that a page or a browser gets from Trainyard, in both shells. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** What the renderer's build contains; anything else is not served. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

export interface RendererFile {
  path: string;
  bytes: number;
  headers: Record<string, string>;
}

/** The names in a URL's path, or undefined when one of them could lead out of a folder. */
function safeNames(urlPath: string): string[] | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  const names = decoded.split('/').filter((name) => name !== '');
  return names.some((name) => name === '.' || name === '..' || /[\\:\0]/.test(name)) ? undefined : names;
}

/**
 * Finds the file of the built renderer that a URL's path names.
 *
 * @param folder the built renderer
 * @param urlPath as it stands in the URL, percent-encoded, without query
 * @returns undefined when there is no such file, or it is not one that the renderer consists of
 */
export async function findRendererFile(folder: string, urlPath: string): Promise<RendererFile | undefined> {
  const names = safeNames(urlPath);
  if (!names) return undefined;
  const path = join(folder, ...(names.length === 0 ? ['index.html'] : names));
  const type = MEDIA_TYPES[extname(path)];
  if (!type || !path.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  // Vite names what is in `assets` by its content: it never changes.
  const caching = names[0] === 'assets' ? 'private, max-age=31536000, immutable' : 'no-cache';
  return {
    path,
    bytes: found.size,
    headers: { ...SECURITY_HEADERS, 'Content-Type': type, 'Cache-Control': caching },
  };
}
