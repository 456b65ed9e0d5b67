import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Admission } from './admission';
import { noticePage } from './notice-page';
import { findRendererFile, SECURITY_HEADERS } from './renderer-files';
import { isOwnHost, isOwnOrigin } from './request-origin';

const NEW_ADDRESS =
  'Get a new address from the terminal in which Trainyard runs: press Enter there, and open what it prints.';

interface Notice {
  status: number;
  heading: string;
  sentence: string;
}

export interface WebRequestsOptions {
  rendererFolder: string;
  port: number;
  admission: Admission;
}

/** Why a request is turned away before anything is looked at; undefined when it may go on. */
export function turnedAway(request: IncomingMessage, port: number): Notice | undefined {
  const { host } = request.headers;
  if (!isOwnHost(host, port)) {
    return {
      status: 421,
      heading: 'This address is not that of Trainyard',
      sentence: `Trainyard answers only to 127.0.0.1:${port} and localhost:${port}: forward the same port number when you come through SSH.`,
    };
  }
  // What a page of another site embeds, to guess at tokens say; a link that leads here is no such thing.
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && mode !== 'navigate') {
    return { status: 403, heading: 'Refused', sentence: 'Only pages of Trainyard itself may ask for this.' };
  }
  const upgrades = request.headers.upgrade !== undefined;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if ((upgrades || !reads) && !isOwnOrigin(request.headers)) {
    return { status: 403, heading: 'Refused', sentence: 'Only pages of Trainyard itself may ask for this.' };
  }
  return undefined;
}

/** What is asked for; undefined where that is no address, "//" say. */
export function urlOf({ url = '/' }: IncomingMessage, port: number): URL | undefined {
  const base = `http://127.0.0.1:${port}`;
  return URL.canParse(url, base) ? new URL(url, base) : undefined;
}

/** Answers plain HTTP requests: the token's exchange, and the files of the renderer. */
export function answerWebRequests({ rendererFolder, port, admission }: WebRequestsOptions) {
  const notice = (response: ServerResponse, { status, heading, sentence }: Notice) => {
    const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };
    response.writeHead(status, {
      ...SECURITY_HEADERS,
      ...headers,
      ...(status === 405 && { Allow: 'GET, HEAD' }),
      // Whatever else such a request brings is not read.
      ...(!response.req.complete && { Connection: 'close' }),
    });
    response.end(noticePage(heading, sentence));
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refused = turnedAway(request, port);
    if (refused) return notice(response, refused);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const sentence = 'Pages are only read here; everything else goes through the WebSocket.';
      return notice(response, { status: 405, heading: 'Not allowed', sentence });
    }
    const url = urlOf(request, port);
    if (url === undefined) {
      return notice(response, { status: 400, heading: 'Not an address', sentence: 'Open / instead.' });
    }
    const token = url.searchParams.get('token');
    // HEAD must not spend a token: link checkers and previews send it.
    if (url.pathname === '/' && token !== null && request.method === 'GET') {
      if (admission.isGuessedAt()) {
        const sentence = 'Too many wrong addresses were tried: wait a minute, then open a new one.';
        return notice(response, { status: 429, heading: 'Wait a minute', sentence });
      }
      const cookie = admission.redeem(token);
      if (cookie) {
        response.writeHead(303, {
          ...SECURITY_HEADERS,
          'Set-Cookie': cookie,
          Location: '/',
          'Cache-Control': 'no-store',
        });
        response.end();
        return undefined;
      }
      // The same browser opening its old address again, from its history say.
      if (admission.admits(request.headers.cookie)) {
        response.writeHead(303, { ...SECURITY_HEADERS, Location: '/', 'Cache-Control': 'no-store' }).end();
        return undefined;
      }
      return notice(response, {
        status: 401,
        heading: 'This address was used already',
        sentence: NEW_ADDRESS,
      });
    }
    if (!admission.admits(request.headers.cookie)) {
      return notice(response, {
        status: 401,
        heading: 'Trainyard does not know this browser yet',
        sentence: NEW_ADDRESS,
      });
    }
    const file = await findRendererFile(rendererFolder, url.pathname);
    if (!file) {
      const sentence = 'There is no such page: open / instead.';
      return notice(response, { status: 404, heading: 'Not found', sentence });
    }
    response.writeHead(200, { ...file.headers, 'Content-Length': String(file.bytes) });
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(file.path), response);
    return undefined;
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch(() => {
      // A browser that went away in the middle, or a file that vanished.
      if (response.headersSent) response.destroy();
      else notice(response, { status: 500, heading: 'That did not work', sentence: 'Load the page again.' });
    });
  };
}
