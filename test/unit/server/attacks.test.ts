import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { openAdmission } from '../../../src-main/server/admission';
import { MOST_GUESSES } from '../../../src-main/server/guesses';
import { limitedServer, SERVER_LIMITS } from '../../../src-main/server/limited-server';
import { startWebServer, type WebServer } from '../../../src-main/server/web-server';
import { ask } from './ask';
import { testRenderer, testStudio } from './test-studio';

/** As the program's, with less patience. */
const LIMITS = {
  ...SERVER_LIMITS,
  headersTimeout: 250,
  requestTimeout: 400,
  connectionsCheckingInterval: 50,
  maxConnections: 20,
};

let server: WebServer;
let port: number;
let sockets: Socket[] = [];
beforeAll(async () => {
  const rendererFolder = await testRenderer();
  server = await startWebServer({ router: testStudio(), rendererFolder, port: 0, limits: LIMITS });
  ({ port } = server);
});
afterAll(() => server.close());
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});

function dial(to = port): Socket {
  const socket = connect(to, '127.0.0.1');
  socket.on('error', () => {});
  // Whoever does not read does not hear that the other one hung up.
  socket.resume();
  sockets.push(socket);
  return socket;
}
/** Whether the server hangs up within so many milliseconds. */
const isHungUp = (socket: Socket, within: number): Promise<boolean> =>
  Promise.race([
    new Promise<boolean>((resolve) => socket.once('close', () => resolve(true))),
    sleep(within).then(() => false),
  ]);

/** A server without the defence, to see that the attack works on it. */
async function undefended(with_: Partial<typeof LIMITS>): Promise<{ at: number; close: () => void }> {
  const open: Server = limitedServer({ ...LIMITS, ...with_ });
  open.on('request', (_request, response) => response.end());
  await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
  const { port: at } = open.address() as AddressInfo;
  return {
    at,
    close: () => {
      open.close();
      open.closeAllConnections();
    },
  };
}

/** A client that sends a letter of a header now and then (slowloris). */
function drip(socket: Socket): NodeJS.Timeout {
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  return setInterval(() => socket.write('a'), 30);
}

describe('slow clients', () => {
  // The defence: `headersTimeout` and a check for it, in limited-server.ts.
  it('that send their headers letter by letter are hung up on', async () => {
    const socket = dial();
    const timer = drip(socket);
    expect(await isHungUp(socket, 20_000)).toBe(true);
    clearInterval(timer);
    const { at, close } = await undefended({ headersTimeout: 0, requestTimeout: 0 });
    const held = dial(at);
    const other = drip(held);
    expect(await isHungUp(held, 1000)).toBe(false);
    clearInterval(other);
    close();
  });

  it('that connect and say nothing are hung up on', async () => {
    expect(await isHungUp(dial(), 20_000)).toBe(true);
  });

  // The defence: `requestTimeout`.
  it('that never finish a body are hung up on', async () => {
    const socket = dial();
    socket.write(
      `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nContent-Length: 100000\r\n\r\n`,
    );
    expect(await isHungUp(socket, 20_000)).toBe(true);
  });

  // The defence: `maxConnections`.
  it('cannot hold more than so many connections', async () => {
    // Patient, so that nobody is hung up on for being slow.
    const { at, close } = await undefended({ maxConnections: 5, headersTimeout: 0, requestTimeout: 0 });
    const many = Array.from({ length: 12 }, () => dial(at));
    const gone = () => many.filter(({ destroyed }) => destroyed).length;
    await vi.waitFor(() => expect(gone()).toBe(7), { timeout: 20_000 });
    expect(
      await isHungUp(
        many.find(({ destroyed }) => !destroyed)!,
        100,
      ),
    ).toBe(false);
    close();
  });
});

describe('oversized requests', () => {
  // The defence: `Connection: close` on every answer to a request that was not read to its end, in web-requests.ts.
  it.each([
    ['POST', ''],
    ['GET', ''],
    ['POST', 'Origin: http://evil.example\r\n'],
  ])('%s with a body of a gigabyte is answered, and not read', async (method, more) => {
    const socket = dial();
    socket.write(
      `${method} / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}Content-Length: 1000000000\r\n\r\n`,
    );
    let answer = '';
    socket.on('data', (text) => (answer += String(text)));
    const piece = Buffer.alloc(1 << 20);
    let sent = 0;
    const isClosed = isHungUp(socket, 20_000);
    while (!socket.destroyed && sent < 1e9) {
      if (!socket.write(piece))
        await Promise.race([new Promise((done) => socket.once('drain', done)), isClosed]);
      sent += piece.length;
    }
    expect(await isClosed).toBe(true);
    expect(answer).toMatch(/^HTTP\/1\.1 (401|403|405) /);
    expect(sent).toBeLessThan(100e6);
  });

  // The defence: `maxHeaderSize`.
  it('headers of more than 16 KiB are refused', async () => {
    const headers = { host: `127.0.0.1:${port}`, 'x-long': 'a'.repeat(17 * 1024) };
    expect((await ask(port, '/', { headers })).status).toBe(431);
  });
});

it.each(['//', '///', 'http://', '//['])('a path that is no address is refused: %s', async (path) => {
  expect((await ask(port, path, { headers: { host: `127.0.0.1:${port}` } })).status).toBeLessThan(500);
});

describe('guessing tokens', () => {
  // The defence: `isGuessedAt`, in admission.ts: without it, guesses are only limited by the network.
  it('is stopped after a few, for right ones too, and forgotten after a minute', () => {
    let time = 0;
    const admission = openAdmission(1, () => time);
    const right = admission.issueToken();
    for (let tries = 0; tries < MOST_GUESSES; tries++) {
      expect(admission.isGuessedAt()).toBe(false);
      expect(admission.redeem(`wrong ${tries}`)).toBeUndefined();
    }
    expect(admission.isGuessedAt()).toBe(true);
    time = 60_001;
    expect(admission.isGuessedAt()).toBe(false);
    expect(admission.redeem(right)).toBeDefined();
  });

  it('is answered with 429, while a browser that is known goes on', async () => {
    const path = (address: string) => address.slice(address.indexOf('/?'));
    const host = { host: `127.0.0.1:${port}` };
    const { headers } = await ask(port, path(server.newAddress()), { headers: host });
    const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    for (let tries = 0; tries < MOST_GUESSES; tries++) await ask(port, '/?token=x', { headers: host });
    expect((await ask(port, path(server.newAddress()), { headers: host })).status).toBe(429);
    expect((await ask(port, '/', { headers: { ...host, cookie } })).status).toBe(200);
  });

  // The defence: Sec-Fetch-Site, in `turnedAway`: else a foreign page could use up the guesses of the person.
  it.each(['cross-site', 'same-site'])('cannot be done by a picture in a %s page', async (site) => {
    const headers = { host: `127.0.0.1:${port}`, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' };
    expect((await ask(port, '/?token=x', { headers })).status).toBe(403);
  });

  it('a link that somebody follows is let through', async () => {
    const headers = {
      host: `127.0.0.1:${port}`,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
    };
    expect((await ask(port, '/', { headers })).status).toBe(401);
  });
});

describe('a foreign page', () => {
  const knock = (headers: Record<string, string>): Promise<number> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers });
    return new Promise((resolve) => {
      socket.on('open', () => resolve(101));
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => {});
    });
  };

  // The defence: `isOwnOrigin`, in `turnedAway`. The cookie would come along: it is SameSite, but ports are one site.
  it.each(['http://evil.example', 'http://127.0.0.1:1', 'null', 'https://127.0.0.1:PORT'])(
    'from %s opens no WebSocket, whatever cookie it brings',
    async (origin) => {
      expect(await knock({ origin: origin.replace('PORT', String(port)) })).toBe(403);
    },
  );

  // The defence: `isOwnHost`. By DNS rebinding, the browser takes our answers for those of that host.
  it('under another name that leads to this machine is turned away', async () => {
    const host = `rebound.example:${port}`;
    expect((await ask(port, '/', { headers: { host } })).status).toBe(421);
    expect(await knock({ host, origin: `http://${host}` })).toBe(421);
  });
});
