import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { connectionFailed, FetchFailure } from './fetch-failure';
import { proxyFor, proxyHeaders } from './proxy';
import { trustedCertificates } from './trusted-certificates';

const MOST_REDIRECTS = 10;

export interface Get {
  address: URL;
  headers: Readonly<Record<string, string>>;
  /** a connection on which nothing comes for so long is given up */
  stallMs: number;
  signal: AbortSignal;
}

/**
 * Asks for an address and follows redirects. Bytes come as they are sent: Node's `fetch` would unpack a `.gz` that a
 * server labels as `Content-Encoding: gzip`.
 *
 * @returns the answer, its body still to be read; whatever its status
 * @throws FetchFailure
 * @throws the signal's reason when aborted
 */
export async function httpGet(get: Get): Promise<http.IncomingMessage> {
  let { address } = get;
  const seen = new Set<string>();
  for (;;) {
    seen.add(address.href);
    const answer = await ask({ ...get, address });
    const { location } = answer.headers;
    if (![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) || location === undefined) return answer;
    answer.destroy();
    address = redirected(address, location);
    if (seen.has(address.href)) throw new FetchFailure('sends us round in circles', 'elsewhere');
    if (seen.size > MOST_REDIRECTS) throw new FetchFailure('sends us on and on', 'elsewhere');
  }
}

function redirected(from: URL, location: string): URL {
  if (!URL.canParse(location, from)) {
    throw new FetchFailure('sends us to something that is no address', 'elsewhere');
  }
  const to = new URL(location, from);
  if (to.protocol === from.protocol || (to.protocol === 'https:' && from.protocol === 'http:')) return to;
  throw new FetchFailure(
    `sends us from ${from.protocol.slice(0, -1)} to ${to.protocol.slice(0, -1)} (${to.host}), which is not followed`,
    'elsewhere',
  );
}

async function ask({ address, headers, stallMs, signal }: Get): Promise<http.IncomingMessage> {
  signal.throwIfAborted();
  // A connection for each request: one that was kept may have been closed by the server meanwhile.
  const ca = trustedCertificates();
  const options = { headers, signal, agent: false as const, ca };
  const proxy = proxyFor(address);
  try {
    if (proxy === undefined) {
      const { request } = address.protocol === 'https:' ? https : http;
      return await answerOf(request(address, options), stallMs);
    }
    if (address.protocol === 'https:') {
      const socket = await tunnel(proxy, address, stallMs, signal);
      const servername = isIP(address.hostname) === 0 ? address.hostname : undefined;
      const createConnection = () => tlsConnect({ socket, servername, ca });
      return await answerOf(
        https.request(address, { ...options, agent: undefined, createConnection }),
        stallMs,
      );
    }
    const toProxy = { ...headers, ...proxyHeaders(proxy), host: address.host };
    const { request } = proxy.protocol === 'https:' ? https : http;
    return await answerOf(
      request(whereabouts(proxy), { ...options, path: address.href, headers: toProxy }),
      stallMs,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw connectionFailed(error);
  }
}

/** A proxy's address without who we are, which goes into a header of its own. */
function whereabouts(proxy: URL): URL {
  return new URL(`${proxy.protocol}//${proxy.host}`);
}

function answerOf(request: http.ClientRequest, stallMs: number): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.setTimeout(stallMs, () => request.destroy(stalled()));
    request.on('error', reject);
    request.on('response', (answer: http.IncomingMessage) => {
      // From here on it is the answer that may stall.
      request.setTimeout(0);
      answer.setTimeout(stallMs, () => answer.destroy(stalled()));
      resolve(answer);
    });
    request.end();
  });
}

function tunnel(proxy: URL, { hostname, port }: URL, stallMs: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const target = `${hostname}:${port || '443'}`;
    const { request } = proxy.protocol === 'https:' ? https : http;
    const asked = request(whereabouts(proxy), {
      method: 'CONNECT',
      path: target,
      headers: { ...proxyHeaders(proxy), host: target },
      agent: false,
      signal,
      ca: trustedCertificates(),
    });
    asked.setTimeout(stallMs, () => asked.destroy(stalled()));
    asked.on('error', reject);
    asked.on('connect', (answer: http.IncomingMessage, socket: Socket) => {
      if (answer.statusCode === 200) {
        asked.setTimeout(0);
        return resolve(socket);
      }
      socket.destroy();
      reject(new FetchFailure(`is refused by the proxy ${proxy.host} (${answer.statusCode})`, 'elsewhere'));
    });
    asked.end();
  });
}

const stalled = () => new FetchFailure('stopped sending', 'again');
