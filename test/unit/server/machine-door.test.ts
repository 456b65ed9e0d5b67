import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StudioClient } from '@shared/contract/client';
import { APP_VERSION } from '../../../src-main/server/app-version';
import { contractFingerprint } from '../../../src-main/server/contract-fingerprint';
import { dialMachine } from '../../../src-main/server/dial-machine';
import { MOST_GUESSES } from '../../../src-main/server/guesses';
import { machineToken } from '../../../src-main/server/machine-token';
import { startWebServer, type WebServer } from '../../../src-main/server/web-server';
import { NotLetIn } from '../../../src-main/studio/machines/dial';
import { ask } from './ask';
import { testRenderer, testStudio } from './test-studio';

let rendererFolder: string;
let programFolder: string;
let server: WebServer;

beforeAll(async () => {
  rendererFolder = await testRenderer();
});
beforeEach(async () => {
  programFolder = await mkdtemp(join(tmpdir(), 'trainyard-program-'));
  server = await startWebServer({ router: testStudio(), rendererFolder, port: 0, programFolder });
  return async () => {
    await server.close();
    await rm(programFolder, { recursive: true });
  };
});
afterAll(() => rm(rendererFolder, { recursive: true, force: true }));

const dial = (token: string, port = server.port) =>
  dialMachine({ name: 'box', address: `http://127.0.0.1:${port}`, token }, new AbortController().signal);
const refusal = (token: string, port?: number) =>
  dial(token, port).then(
    (there) => {
      there.close();
      return '';
    },
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('the door for other machines', () => {
  it('lets in who has the token, under any host, and speaks the contract', async () => {
    const there = await dial(await machineToken(programFolder, false));
    const client: StudioClient = createORPCClient(there.line);
    expect((await client.studio.info()).appVersion).toBe('1.2.3');
    expect(there.isOpen()).toBe(true);
    there.close();
    await there.closed;
    expect(there.isOpen()).toBe(false);
  });

  it('is shut where no token was ever made', async () => {
    expect(await refusal('x'.repeat(43))).toContain('The token is not that of box');
  });

  it('knows a token no more when another one was made', async () => {
    const first = await machineToken(programFolder, false);
    expect(await machineToken(programFolder, false)).toBe(first);
    const second = await machineToken(programFolder, true);
    expect(await refusal(first)).toBe(
      'NotLetIn: The token is not that of box: `trainyard machines token` shows it there. The one in the address that `trainyard serve` prints is for a browser.',
    );
    expect(await refusal(second)).toBe('');
  });

  it.skipIf(process.platform === 'win32')('keeps the token where only its owner can read it', async () => {
    await machineToken(programFolder, false);
    expect((await stat(join(programFolder, 'machine-token'))).mode & 0o777).toBe(0o600);
  });

  it('looks at no token for a while after too many wrong ones', async () => {
    const token = await machineToken(programFolder, false);
    for (let tries = 0; tries < MOST_GUESSES; tries++) await refusal('x'.repeat(43));
    expect(await refusal(token)).toBe('NotLetIn: Too many wrong tokens were shown to box: wait a minute.');
  });

  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  it('lets no page of a browser in, whatever it shows', async () => {
    const authorization = `Bearer ${await machineToken(programFolder, false)}`;
    const headers = { ...upgrade, authorization, 'trainyard-contract': contractFingerprint() };
    const { status } = await ask(server.port, '/machine', {
      headers: { ...headers, origin: `http://127.0.0.1:${server.port}` },
    });
    expect(status).toBe(403);
  });

  it('tells its version to who has the token and is another one', async () => {
    const authorization = `Bearer ${await machineToken(programFolder, false)}`;
    const other = await ask(server.port, '/machine', {
      headers: { ...upgrade, authorization, 'trainyard-contract': 'another' },
    });
    expect(other.status).toBe(426);
    expect(other.headers['trainyard-version']).toBe(APP_VERSION);
    const stranger = await ask(server.port, '/machine', { headers: upgrade });
    expect(stranger.status).toBe(401);
    expect(stranger.headers['trainyard-version']).toBeUndefined();
  });
});

describe('who dials', () => {
  let other: Server;
  let answer: { status: number; headers: Record<string, string> };
  let port: number;
  beforeAll(async () => {
    other = createServer();
    other.on('upgrade', (_request, socket) => {
      const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.end(`HTTP/1.1 ${answer.status} No\r\nConnection: close\r\n${headers.join('')}\r\n`);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    ({ port } = other.address() as AddressInfo);
  });
  afterAll(() => other.close());

  it.each([
    [
      426,
      { 'trainyard-version': '9.1.0' },
      `box runs Trainyard 9.1.0 and this is ${APP_VERSION}, which do not understand each other: install the same version on both.`,
    ],
    [
      426,
      { 'trainyard-version': APP_VERSION },
      `box runs another build of Trainyard ${APP_VERSION} than this one, and the two do not understand each other: install the same version on both.`,
    ],
    [
      426,
      { 'trainyard-version': '<script>alert(1)</script>' },
      `box runs another version of Trainyard and this is ${APP_VERSION}, which do not understand each other: install the same version on both.`,
    ],
    [404, {}, 'is no Trainyard that lets other machines in (HTTP 404)'],
  ])('says of an answer %i %j what it means', async (status, headers, words) => {
    answer = { status, headers: { ...headers } };
    expect(await refusal('x'.repeat(43), port)).toContain(words);
  });

  it('says that nobody answers, which is no refusal', async () => {
    const error = await dial('x'.repeat(43), 9).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(NotLetIn);
    expect(String(error)).toContain('Nobody answers at 127.0.0.1:9');
  });
});

describe('what two programs understand', () => {
  it('is the same in the same program, and short', () => {
    expect(contractFingerprint()).toMatch(/^[0-9a-f]{16}$/);
  });
});
