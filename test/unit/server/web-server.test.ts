import { createServer } from 'node:http';
import { hearEvents } from '@shared/contract/hear-events';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { StudioClient, WindowClient } from '@shared/contract/client';
import { AllowedFolders } from '../../../src-main/server/places/allowed-folders';
import { ServeError, startWebServer, type WebServer } from '../../../src-main/server/web-server';
import { ask } from './ask';
import { testRenderer, testStudio } from './test-studio';

let server: WebServer;
let port: number;
let rendererFolder: string;

beforeAll(async () => {
  rendererFolder = await testRenderer();
  const allowed = await AllowedFolders.of([rendererFolder]);
  server = await startWebServer({ router: testStudio(), rendererFolder, port: 0, allowed });
  ({ port } = server);
});
afterAll(() => server.close());

const pathOf = (address: string) => address.slice(address.indexOf('/?'));
const cookieOf = (header: string[] | undefined) => header?.[0]?.split(';')[0] ?? '';

/** The cookie of a browser that was let in. */
async function letIn(): Promise<string> {
  const { headers } = await ask(port, pathOf(server.newAddress()));
  return cookieOf(headers['set-cookie']);
}

interface Knock {
  origin?: string;
  cookie?: string;
  path?: string;
  host?: string;
}

function knock({
  origin = `http://127.0.0.1:${port}`,
  cookie,
  path = '/rpc',
  host,
}: Knock): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
    origin,
    headers: { ...(cookie !== undefined && { cookie }), ...(host !== undefined && { host }) },
  });
  return new Promise((resolve) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
}

describe('the token', () => {
  it('buys a strict cookie and leads to the page without it', async () => {
    const answer = await ask(port, pathOf(server.newAddress()));
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^trainyard-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    const page = await ask(port, '/', { headers: { cookie: cookieOf(answer.headers['set-cookie']) } });
    expect([page.status, page.body]).toEqual([200, '<title>Trainyard</title>']);
  });

  it('is good once', async () => {
    const path = pathOf(server.newAddress());
    expect((await ask(port, path)).status).toBe(303);
    const again = await ask(port, path);
    expect(again.status).toBe(401);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body).toContain('press Enter');
  });

  it('is not spent by a preview, and not needed by a browser that is known', async () => {
    const path = pathOf(server.newAddress());
    expect((await ask(port, path, { method: 'HEAD' })).status).toBe(401);
    expect((await ask(port, path)).status).toBe(303);
    expect((await ask(port, path, { headers: { cookie: await letIn() } })).status).toBe(303);
  });

  it('cannot be guessed', async () => {
    for (const token of ['', 'wrong', 'a'.repeat(5000)]) {
      expect((await ask(port, `/?token=${token}`)).status).toBe(401);
    }
  });
});

describe('requests', () => {
  it('without a cookie get nothing', async () => {
    for (const path of ['/', '/assets/index-abc.js', '/nothing']) {
      expect((await ask(port, path)).status).toBe(401);
    }
    expect((await ask(port, '/', { headers: { cookie: `trainyard-${port}=wrong` } })).status).toBe(401);
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', 'localhost:1', '127.0.0.1.evil.example:PORT'])(
    'to the host %j are refused',
    async (host) => {
      const headers = { host: host.replace('PORT', String(port)), cookie: await letIn() };
      const answer = await ask(port, '/', { headers });
      expect(answer.status).toBe(421);
    },
  );

  it.each(['127.0.0.1', 'localhost', '[::1]'])('to the host %s are answered', async (name) => {
    const headers = { host: `${name}:${port}`, cookie: await letIn() };
    expect((await ask(port, '/', { headers })).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('by %s are refused', async (method) => {
    const cookie = await letIn();
    const origin = `http://127.0.0.1:${port}`;
    expect((await ask(port, '/', { method, headers: { cookie, origin } })).status).toBe(405);
    expect((await ask(port, '/', { method, headers: { cookie } })).status).toBe(403);
    expect(
      (await ask(port, '/', { method, headers: { cookie, origin: 'http://evil.example' } })).status,
    ).toBe(403);
  });

  it.each([
    '/../secret.html',
    '/..%2fsecret.html',
    '/%2e%2e/secret.html',
    '/assets/../../secret.html',
    '/assets/..%5c..%5csecret.html',
    '/assets/%00',
    '/%',
    '/assets/odd.exe',
    '/assets',
    '/C:/secret.html',
  ])('for %s find nothing', async (path) => {
    const answer = await ask(port, path, { headers: { cookie: await letIn() } });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  it('get the headers that keep a page to itself', async () => {
    const cookie = await letIn();
    for (const path of ['/', '/assets/index-abc.js', '/nothing']) {
      const { headers } = await ask(port, path, { headers: { cookie } });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    }
    const script = await ask(port, '/assets/index-abc.js', { headers: { cookie } });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    const head = await ask(port, '/', { method: 'HEAD', headers: { cookie } });
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '24']);
  });
});

describe('the WebSocket', () => {
  it('is refused without cookie, from elsewhere, to another host or path', async () => {
    const cookie = await letIn();
    expect(await knock({})).toBe(401);
    expect(await knock({ cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await knock({ cookie, origin: `http://localhost:${port}` })).toBe(403);
    expect(await knock({ cookie, origin: '' })).toBe(403);
    expect(await knock({ cookie, host: `evil.example:${port}`, origin: `http://evil.example:${port}` })).toBe(
      421,
    );
    expect(await knock({ cookie, path: '/other' })).toBe(404);
  });

  it('speaks the contract', async () => {
    const socket = await knock({ cookie: await letIn() });
    if (typeof socket === 'number') throw new Error(`refused: ${socket}`);
    socket.binaryType = 'arraybuffer';
    const client: StudioClient = createORPCClient(new RPCLink({ websocket: socket }));
    expect(await client.studio.info()).toMatchObject({ appVersion: '1.2.3' });
    const samples = await client.datasets.samples({ dataset: 'digits', split: 'test', offset: 0, count: 3 });
    expect([...new Uint8Array(await samples.arrayBuffer())]).toEqual([255, 255, 255]);
    const events = [];
    for await (const batch of await hearEvents(client)) events.push(...batch);
    expect(events).toEqual([{ type: 'run-removed', run: 'abcd' }]);
    await expect(client.datasets.get({ dataset: 'other' })).rejects.toThrow('There is no such dataset.');
    socket.close();
  });

  it('gives each browser what was pointed at in it, below the folders that it may use', async () => {
    const open = async () => {
      const socket = await knock({ cookie: await letIn() });
      if (typeof socket === 'number') throw new Error(`refused: ${socket}`);
      socket.binaryType = 'arraybuffer';
      const page: WindowClient = createORPCClient(new RPCLink({ websocket: socket }));
      return { socket, page };
    };
    const [one, other] = [await open(), await open()];
    const path = join(rendererFolder, 'index.html');
    await expect(one.page.grants.typed({ purpose: 'data', path: '/etc/passwd' })).rejects.toThrow(
      /that a browser may use/,
    );
    const { grant } = await one.page.grants.typed({ purpose: 'data', path });
    await expect(other.page.datasets.import({ from: grant })).rejects.toThrow(/choose the file/);
    expect(await one.page.datasets.import({ from: grant })).toMatchObject({
      title: `Import ${path.length} characters`,
    });
    const terminal: StudioClient = createORPCClient(new RPCLink({ websocket: one.socket }));
    await expect(terminal.datasets.import({ path: '/etc/passwd' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    one.socket.close();
    other.socket.close();
  });

  it('keeps the inside of a fault to itself, and logs it', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const socket = await knock({ cookie: await letIn() });
    if (typeof socket === 'number') throw new Error(`refused: ${socket}`);
    const received: string[] = [];
    socket.on('message', (data: Buffer) => received.push(data.toString('utf8')));
    const client: StudioClient = createORPCClient(new RPCLink({ websocket: socket }));
    await expect(client.datasets.list()).rejects.toThrow('Internal server error');
    expect(received.join('')).not.toMatch(/secret|test-studio|at /);
    expect(String(log.mock.calls[0]?.[1])).toContain('the secret inside of a fault');
    log.mockRestore();
    socket.close();
  });

  it('is closed on a message above 33 MB', async () => {
    const socket = await knock({ cookie: await letIn() });
    if (typeof socket === 'number') throw new Error(`refused: ${socket}`);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send('x'.repeat(33 * 1024 * 1024 + 1));
    expect(await closed).toBe(1009);
  });
});

describe('starting', () => {
  it.each(['0.0.0.0', '192.168.1.5', '::', 'example.com', '127.0.0.1.evil.example'])(
    'refuses the host %s: there is no TLS',
    async (host) => {
      const started = startWebServer({ router: testStudio(), rendererFolder, host, port: 0 });
      await expect(started).rejects.toThrow(ServeError);
      await expect(started).rejects.toThrow(/^--host .* is refused: without TLS .*\.$/);
    },
  );

  it('says that a port is taken when it was asked for, and takes the next one when not', async () => {
    const asked = startWebServer({ router: testStudio(), rendererFolder, port });
    await expect(asked).rejects.toThrow(`Port ${port} is in use by another program`);
    const blocker = createServer();
    // It may be taken already, by a Trainyard that somebody uses: all the better.
    await new Promise<void>((resolve) => {
      blocker.once('error', () => resolve());
      blocker.listen(7654, '127.0.0.1', resolve);
    });
    const next = await startWebServer({ router: testStudio(), rendererFolder });
    expect(next.port).toBeGreaterThan(7654);
    await next.close();
    await new Promise((resolve) => blocker.close(resolve));
  });
});
