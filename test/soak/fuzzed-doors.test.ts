import { fork } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { engineCommandSchema, engineReportSchema } from '@shared/contract/engine';
import { openMessageDoor } from '../../src-main/server/message-door';
import { AllowedFolders } from '../../src-main/server/places/allowed-folders';
import { BrowserPlaces } from '../../src-main/server/places/browser-places';
import { windowRouter } from '../../src-main/server/places/window-router';
import { startWebServer, type WebServer } from '../../src-main/server/web-server';
import { EngineSession } from '../../src-main/studio/engine-session';
import { builtEngine } from '../built-engine';
import { Random } from '../chaos/random';
import { expectUnmoved, openFuzzedStudio, type FuzzedStudio } from '../fuzz/fuzzed-studio';
import { bytesHeld } from '../fuzz/memory';
import { anyText, anyValue, invalidMessages, mutated } from '../fuzz/messages';
import { ask } from '../unit/server/ask';
import { testRenderer } from '../unit/server/test-studio';

const isShort = process.env['TRAINYARD_SOAK'] === 'short';
/** At each door. */
const COUNT = Number(process.env['TRAINYARD_FUZZ'] ?? (isShort ? 10_000 : 100_000));
const SEED = Number(process.env['TRAINYARD_FUZZ_SEED'] ?? Date.now() % 1e6);
console.log(`fuzz: TRAINYARD_FUZZ_SEED=${SEED}`);

let fuzzed: FuzzedStudio;
let server: WebServer;
let random: Random;
const logError = console.error;
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);
beforeAll(async () => {
  process.on('unhandledRejection', onUnhandled);
  // Faults are logged; there are none, but what oRPC says of messages that it cannot read is no fault.
  // Not a spy, which would hold all that it is told.
  console.error = () => {};
  fuzzed = await openFuzzedStudio();
  const rendererFolder = await testRenderer();
  server = await startWebServer({ router: fuzzed.studio.router, rendererFolder, port: 0 });
});
beforeEach(() => {
  random = new Random(SEED);
});
afterAll(async () => {
  await server.close();
  await fuzzed.close();
  process.off('unhandledRejection', onUnhandled);
  console.error = logError;
  expect(unhandled).toEqual([]);
});

/** An answer of oRPC as it goes over a line. */
const answerSchema = z.object({ i: z.string(), p: z.object({ b: z.object({ json: z.unknown() }) }) });

/** The next so many of what is generated. */
const take = <Item>(from: Iterator<Item>, count: number): Item[] =>
  Array.from({ length: count }, () => from.next().value as Item);

describe('messages that no client of ours sends', () => {
  it('change nothing at the MessagePort of the window', async () => {
    const messages = invalidMessages(random, COUNT);
    const { port1, port2 } = new MessageChannel();
    const places = new BrowserPlaces(await AllowedFolders.of([]));
    openMessageDoor(windowRouter(fuzzed.studio.router, places.of('the window')))({
      send: (message) => port1.postMessage(message),
      onMessage: (listener) => port1.on('message', listener),
      onClose: (listener) => port1.once('close', listener),
    });
    /** Asks under a name that no message of the fuzz can have: an answer to one of those is not taken for ours. */
    const ask = (id: string): Promise<unknown> =>
      new Promise((answered) => {
        const hear = (message: unknown) => {
          const parsed = answerSchema.safeParse(typeof message === 'string' ? JSON.parse(message) : message);
          if (!parsed.success || parsed.data.i !== id) return;
          port2.off('message', hear);
          answered(parsed.data.p.b.json);
        };
        port2.on('message', hear);
        port2.postMessage(JSON.stringify({ i: id, p: { u: '/studio/info' } }));
      });
    const send = async (from: number, to: number) => {
      for (const message of take(messages, to - from)) {
        // A port carries any clone, not only what is sent over a line.
        port2.postMessage(
          random.below(5) === 0 ? { u: message, more: [new Map([[1, anyValue(random)]])] } : message,
        );
      }
      // Answered in turn: when this one is, so are all before it.
      expect(await ask(`asked after message ${to}`)).toMatchObject({ appVersion: '1.2.3' });
      await sleep(20);
    };
    await expectUnmoved(fuzzed, COUNT, send, bytesHeld);
    port1.close();
  });

  it('change nothing at the WebSocket of a browser that was let in', async () => {
    const messages = invalidMessages(random, COUNT);
    const { headers } = await ask(server.port, server.newAddress().replace(/^[^?]*/, '/'), {
      headers: { host: `127.0.0.1:${server.port}` },
    });
    const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const origin = `http://127.0.0.1:${server.port}`;
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { origin, headers: { cookie } });
    await new Promise((opened) => socket.once('open', opened));
    let answers = 0;
    socket.on('message', () => (answers += 1));
    const send = async (from: number, to: number) => {
      for (const message of take(messages, to - from)) socket.send(message);
      const pong = new Promise((heard) => socket.once('pong', heard));
      socket.ping();
      await pong;
    };
    await expectUnmoved(fuzzed, COUNT, send, bytesHeld);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    expect(answers).toBeGreaterThan(COUNT / 10);
    socket.close();
  });
});

const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'CONNECT', 'get', ''];
const PATHS = [
  '/',
  '/rpc',
  '/?token=x',
  '/../',
  '/%2e%2e/',
  '//',
  '*',
  '/assets/',
  'http://evil/',
  '/\\',
  '/%',
  '/%00',
];

/** A request of no browser that was let in: it has no cookie, or nothing that one would send. */
function anyRequest(its: Random, port: number): string {
  const host = its.below(2) === 0 ? `127.0.0.1:${port}` : anyText(its, 20).replace(/[\r\n]/g, '');
  const path = its.below(3) === 0 ? `/${anyText(its, 60)}` : its.of(PATHS)!;
  const lines = [`${its.of(METHODS)} ${path} HTTP/1.${its.below(3)}`, `Host: ${host}`];
  const more = [
    `Cookie: trainyard-${port}=${anyText(its, 50).replace(/[\r\n]/g, '')}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Origin: ${its.below(2) === 0 ? `http://127.0.0.1:${port}` : 'http://evil.example'}`,
    `Content-Length: ${its.of([0, 5, -1, 1e12, 'x'])}`,
    'Transfer-Encoding: chunked',
    `X-${'a'.repeat(its.below(2000))}: b`,
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    'Expect: 100-continue',
  ];
  const text = [
    ...lines,
    ...more.filter(() => its.below(4) === 0),
    '',
    its.below(4) === 0 ? anyText(its, 100) : '',
  ].join('\r\n');
  return its.below(4) === 0 ? mutated(text, its) : text;
}

/** Writes, reads what comes, and hangs up. */
function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket: Socket = connect(port, '127.0.0.1', () => socket.end(Buffer.from(text, 'latin1')));
    const done = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(200, done);
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('error', done);
    socket.on('close', done);
  });
}

it('requests of strangers over HTTP are refused, and change nothing', async () => {
  const statuses = new Map<string, number>();
  const send = async (from: number, to: number) => {
    for (let at = from; at < to; at += 32) {
      const texts = Array.from({ length: Math.min(32, to - at) }, () => anyRequest(random, server.port));
      for (const answer of await Promise.all(texts.map((text) => exchange(server.port, text)))) {
        for (const [, status] of answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
          statuses.set(status!, (statuses.get(status!) ?? 0) + 1);
        }
      }
    }
  };
  await expectUnmoved(fuzzed, COUNT, send, bytesHeld);
  console.log(`answers: ${[...statuses].map(([status, count]) => `${status} ${count}`).join(', ')}`);
  const refusals = [
    '100',
    '400',
    '401',
    '403',
    '404',
    '405',
    '408',
    '413',
    '414',
    '417',
    '421',
    '426',
    '429',
    '431',
  ];
  expect([...statuses.keys()].filter((status) => !refusals.includes(status))).toEqual([]);
  expect(statuses.size).toBeGreaterThan(3);
});

/** What `test/fuzz/tell-memory.cjs` tells, in bytes. */
const memorySchema = z.object({ memory: z.object({ held: z.number(), resident: z.number() }) });

/** Something that a schema refuses, with its words in it. */
function refusedBy(schema: { safeParse: (value: unknown) => { success: boolean } }, its: Random): unknown {
  for (;;) {
    const type = its.of([
      'start',
      'stop',
      'ready',
      'done',
      'failed',
      'progress',
      'go-on',
      'held',
      'predict',
      'epoch',
    ]);
    const value = anyValue(its);
    const message =
      its.below(2) === 0
        ? value
        : { type, job: anyValue(its), spec: value, result: { type, value }, progress: value };
    if (!schema.safeParse(message).success) return message;
  }
}

describe('the line between studio and engine', () => {
  it('commands that it does not know are refused by an engine, which then does what it is told', async () => {
    const engine = fork(builtEngine(), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Memory that is not given back ends it.
      execArgv: [
        '--max-old-space-size=128',
        '--expose-gc',
        '--require',
        resolve('test/fuzz/tell-memory.cjs'),
      ],
    });
    let refused = 0;
    let onMemory: (memory: z.infer<typeof memorySchema>['memory']) => void = () => {};
    let last: unknown;
    engine.on('message', (report) => {
      const told = memorySchema.safeParse(report);
      if (told.success) return onMemory(told.data.memory);
      const parsed = engineReportSchema.parse(report);
      if (parsed.type === 'failed' && parsed.message.includes('does not know')) refused += 1;
      else last = parsed;
    });
    const until = async (isSo: () => boolean) => {
      while (!isSo() && engine.exitCode === null && engine.signalCode === null) await sleep(5);
      expect(isSo()).toBe(true);
    };
    await until(() => last !== undefined);
    const memory = () =>
      new Promise<z.infer<typeof memorySchema>['memory']>((resolve) => {
        onMemory = resolve;
        engine.kill('SIGUSR2');
      });
    // Windows has no such signal.
    const canTell = process.platform !== 'win32';
    let warm: Awaited<ReturnType<typeof memory>> | undefined;
    for (let sent = 0; sent < COUNT; sent += 1) {
      engine.send(refusedBy(engineCommandSchema, random) as never);
      if ((sent + 1) % 500 === 0) await until(() => refused === sent + 1);
      if (sent + 1 === COUNT / 2 && canTell) {
        await until(() => refused === sent + 1);
        warm = await memory();
      }
    }
    await until(() => refused === COUNT);
    if (warm !== undefined) {
      const now = await memory();
      const [held, resident] = [now.held - warm.held, now.resident - warm.resident].map((one) =>
        (one / 1e6).toFixed(1),
      );
      console.log(`engine: ${held} MB more are held, ${resident} MB more are resident`);
      expect(now.held - warm.held).toBeLessThan(8e6);
    }
    // It was given no job yet: this is the first.
    last = undefined;
    engine.send({
      type: 'start',
      job: { type: 'inspect', request: { path: '/nowhere/at/all', options: {} } },
    });
    await until(() => last !== undefined);
    expect(last).toMatchObject({ type: 'failed' });
    engine.kill();
  });

  it('reports that no engine gives are not heard by the studio, and a torn last one fails the job', async () => {
    let tell: (message: unknown) => void = () => {};
    const heard: unknown[] = [];
    const session = new EngineSession(
      () => ({
        pid: 1,
        send: () => {},
        onMessage: (listener) => (tell = listener),
        onExit: () => {},
        stderrTail: () => '',
        kill: () => heard.push('killed'),
      }),
      { type: 'inspect', request: { path: '/', options: {} } } as never,
      { threads: 1, oneDnn: true },
      (report) => heard.push(report),
    );
    const isLast = z.looseObject({ type: z.enum(['done', 'failed']) });
    for (let sent = 0; sent < COUNT;) {
      const report = refusedBy(engineReportSchema, random);
      if (isLast.safeParse(report).success) continue;
      tell(report);
      sent++;
    }
    expect(heard).toEqual([]);
    tell({ type: 'done' });
    expect(await session.ended).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('cannot read'),
    });
    expect(heard).toEqual(['killed']);
  });
});
