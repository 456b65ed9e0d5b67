import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  downloadFile,
  NoAddressWorked,
  type Download,
} from '../../../../src-main/engine/download/download-file';
import { PartFile } from '../../../../src-main/engine/download/part-file';
import { answers, MisbehavingServer, redirects, serves, type Answer } from '../../../misbehaving-server';

/** Large enough to arrive in many pieces. */
const CONTENT = randomBytes(400_000);
const OTHER = randomBytes(CONTENT.length);
const HALF = 200_000;
const file = {
  name: 'file.bin',
  bytes: CONTENT.length,
  sha256: createHash('sha256').update(CONTENT).digest('hex'),
};

let folder: string;
let servers: MisbehavingServer[];
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'download-')), 'mnist');
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

async function serve(...how: Answer[]): Promise<MisbehavingServer> {
  const server = await MisbehavingServer.start(...how);
  servers.push(server);
  return server;
}

function download(addresses: URL[], options: Partial<Download> = {}): Promise<URL | undefined> {
  return downloadFile({
    file,
    folder,
    addresses,
    onBytes: () => {},
    signal: new AbortController().signal,
    patience: { tries: 3, waitMs: 1, stallMs: 2000 },
    ...options,
  });
}

async function expectWhole(): Promise<void> {
  expect(await readdir(folder)).toEqual(['file.bin']);
  expect((await readFile(join(folder, 'file.bin'))).equals(CONTENT)).toBe(true);
}

const rangesOf = (server: MisbehavingServer) => server.asked.map(({ headers }) => headers.range);

/** From somewhere in the first half on: of what came last before a break a little may be lost. */
const FURTHER = expect.stringMatching(/^bytes=(1\d{5}|200000)-$/) as unknown;

describe('downloadFile', () => {
  it('fetches a file, tells of its bytes, and fetches it once only', async () => {
    const server = await serve(serves(CONTENT));
    const seen: number[] = [];
    const from = await download([server.address()], { onBytes: (bytes) => seen.push(bytes) });
    expect(from?.href).toBe(server.address().href);
    await expectWhole();
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(CONTENT.length);
    expect(seen.length).toBeGreaterThan(3);

    expect(await download([server.address()])).toBeUndefined();
    expect(server.asked).toHaveLength(1);
  });

  it('fetches a file anew whose content is another', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'file.bin'), OTHER);
    const server = await serve(serves(CONTENT));
    await download([server.address()]);
    await expectWhole();
  });

  it('goes on where a connection broke off', async () => {
    const cut = serves(CONTENT, { etag: '"a"', cutAfter: HALF });
    const server = await serve(cut, serves(CONTENT, { etag: '"a"' }));
    await download([server.address()]);
    await expectWhole();
    expect(rangesOf(server)).toEqual([undefined, FURTHER]);
    expect(server.asked[1]?.headers['if-range']).toBe('"a"');
  });

  it('gets there over a connection that breaks off again and again', async () => {
    const server = await serve(
      serves(CONTENT, { lastModified: 'Mon, 01 Jan 2024 00:00:00 GMT', cutAfter: 150_000 }),
    );
    await download([server.address()]);
    await expectWhole();
    expect(server.asked.length).toBeGreaterThan(2);
    expect(rangesOf(server).slice(1)).not.toContain(undefined);
  });

  it('gives an address up that breaks off without bringing anything worthwhile', async () => {
    const server = await serve(serves(CONTENT, { cutAfter: 10 }));
    await expect(download([server.address()])).rejects.toThrow(
      `file.bin: 127.0.0.1:${server.port} broke the connection off`,
    );
    expect(server.asked).toHaveLength(3);
  });

  it('begins anew where a server knows no ranges', async () => {
    const server = await serve(serves(CONTENT, { cutAfter: HALF }), serves(CONTENT, { noRange: true }));
    await download([server.address()]);
    await expectWhole();
    expect(rangesOf(server)).toEqual([undefined, FURTHER]);
  });

  it('begins anew where the file has changed, as its mark tells', async () => {
    const server = await serve(
      serves(OTHER, { etag: '"old"', cutAfter: HALF }),
      serves(CONTENT, { etag: '"new"' }),
    );
    await download([server.address()]);
    await expectWhole();
    expect(server.asked[1]?.headers['if-range']).toBe('"old"');
    expect(server.asked).toHaveLength(2);
  });

  it('begins anew where the file has changed without a mark: the checksum tells', async () => {
    const server = await serve(serves(OTHER, { cutAfter: HALF }), serves(CONTENT));
    await download([server.address()]);
    await expectWhole();
    expect(rangesOf(server)).toEqual([undefined, FURTHER, undefined]);
  });

  it('does not take a weak mark for one', async () => {
    const server = await serve(
      serves(CONTENT, { etag: 'W/"a"', cutAfter: HALF }),
      serves(CONTENT, { etag: 'W/"a"' }),
    );
    await download([server.address()]);
    await expectWhole();
    expect(server.asked[1]?.headers['if-range']).toBeUndefined();
  });

  it('goes on with what another mirror began', async () => {
    const first = await serve(serves(CONTENT, { etag: '"a"', cutAfter: HALF }), answers(404));
    const second = await serve(serves(CONTENT, { etag: '"b"' }));
    expect(await download([first.address(), second.address()])).toEqual(second.address());
    await expectWhole();
    expect(rangesOf(second)).toEqual([FURTHER]);
    expect(second.asked[0]?.headers['if-range']).toBeUndefined();
  });

  it('does not blame a mirror for what another one began wrongly', async () => {
    const first = await serve(serves(OTHER, { cutAfter: HALF }), answers(403));
    const second = await serve(serves(CONTENT));
    await download([first.address(), second.address()]);
    await expectWhole();
    expect(rangesOf(second)).toEqual([FURTHER, undefined]);
  });

  it('takes mirrors in their order and stops at the first that works', async () => {
    const dead = await serve(answers(404));
    const wrong = await serve(serves(OTHER));
    const right = await serve(serves(CONTENT));
    const never = await serve(serves(CONTENT));
    const all = [dead, wrong, right, never].map((server) => server.address());
    expect(await download(all)).toEqual(right.address());
    await expectWhole();
    expect([dead, wrong, right, never].map(({ asked }) => asked.length)).toEqual([1, 1, 1, 0]);
  });

  it('tries again after errors of the server', async () => {
    const server = await serve(answers(503, { 'Retry-After': '0.05' }), answers(500), serves(CONTENT));
    await download([server.address()]);
    await expectWhole();
    expect(server.asked).toHaveLength(3);
  });

  it('waits as long as a server asks for', async () => {
    const server = await serve(answers(429, { 'Retry-After': '30' }), serves(CONTENT));
    const stop = new AbortController();
    const waiting = download([server.address()], { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 300);
    await expect(waiting).rejects.toThrow('enough');
    expect(server.asked).toHaveLength(1);
  });

  it('gives a stalled connection up and goes on', async () => {
    const server = await serve(serves(CONTENT, { stallAfter: HALF }), serves(CONTENT));
    await download([server.address()], { patience: { tries: 3, waitMs: 1, stallMs: 500 } });
    await expectWhole();
    expect(rangesOf(server)).toEqual([undefined, FURTHER]);
  });

  it('gives a server up that never answers', async () => {
    const server = await serve(() => {});
    await expect(
      download([server.address()], { patience: { tries: 2, waitMs: 1, stallMs: 50 } }),
    ).rejects.toThrow('stopped sending');
    expect(server.asked).toHaveLength(2);
  });

  it('is patient with a slow server', async () => {
    const server = await serve(serves(CONTENT, { drip: { bytes: 20_000, milliseconds: 60 } }));
    await download([server.address()], { patience: { tries: 1, waitMs: 1, stallMs: 1000 } });
    await expectWhole();
  });

  const WRONG: [string, Answer, string][] = [
    ['other bytes', serves(OTHER), 'sends other bytes than were published'],
    ['a page instead', answers(200), 'sends'],
    [
      'a shorter file',
      serves(CONTENT.subarray(1)),
      'has a file of 399,999 bytes where 400,000 were published',
    ],
    ['a longer file', serves(Buffer.concat([CONTENT, OTHER])), 'has a file of 800,000 bytes'],
    [
      'a longer file without its length',
      serves(Buffer.concat([CONTENT, OTHER]), { chunked: true }),
      'sends more bytes than were published',
    ],
    ['too large a length', serves(CONTENT, { claims: 400_001 }), 'has a file of 400,001 bytes'],
    ['not found', answers(404), 'answers 404 (Not Found)'],
    ['gone', answers(410), 'answers 410 (Gone)'],
    ['nothing', answers(204), 'answers 204 (No Content)'],
    ['a redirect to itself', redirects('/file.bin'), 'sends us round in circles'],
    ['a redirect to nowhere', redirects('http://'), 'sends us to something that is no address'],
    ['a redirect to a file', redirects('file:///etc/hosts'), 'sends us from http to file'],
    ['a redirect without an address', answers(302), 'answers 302 (Found)'],
    [
      'something that is not HTTP',
      (request) => request.socket.end('hello\r\n\r\n'),
      'does not answer in HTTP',
    ],
    ['a broken connection', (request) => request.socket.destroy(), 'broke the connection off'],
  ];
  it.each(WRONG)('gives an address up for %s and says so', async (_, how, text) => {
    const server = await serve(how);
    const failed = download([server.address()]);
    await expect(failed).rejects.toBeInstanceOf(NoAddressWorked);
    await expect(failed).rejects.toThrow(`file.bin: 127.0.0.1:${server.port} `);
    if (text !== 'sends') await expect(failed).rejects.toThrow(text);
    expect(await readdir(folder)).not.toContain('file.bin');
  });

  it('gives an address up that always breaks off and always sends other bytes', async () => {
    const server = await serve(serves(OTHER, { cutAfter: HALF }));
    await expect(download([server.address()])).rejects.toThrow('sends other bytes');
    expect(server.asked.length).toBeLessThan(10);
  });

  it('goes on with whatever a server sends for a range', async () => {
    const odd: Answer = (_, response) => {
      response.writeHead(206, { 'Content-Range': `bytes 7-399999/400000` }).end(CONTENT.subarray(7));
    };
    const server = await serve(serves(CONTENT, { cutAfter: HALF }), odd, serves(CONTENT));
    await download([server.address()]);
    await expectWhole();
    expect(rangesOf(server)).toEqual([undefined, FURTHER, undefined]);
  });

  it('follows redirects, also relative ones and to other servers', async () => {
    const other = await serve(serves(CONTENT));
    const server = await serve(redirects('deeper/file', 301), redirects(other.address('/real').href, 307));
    await download([server.address('/some/file.bin')]);
    await expectWhole();
    expect(server.asked.map(({ path }) => path)).toEqual(['/some/file.bin', '/some/deeper/file']);
    expect(other.asked[0]?.path).toBe('/real');
  });

  it('does not follow redirects without end', async () => {
    let count = 0;
    const server = await serve((_, response) => {
      response.writeHead(302, { Location: `/${count++}` }).end();
    });
    await expect(download([server.address()])).rejects.toThrow('sends us on and on');
    expect(count).toBeLessThan(20);
  });

  it('says of each address why it brought nothing', async () => {
    const dead = await serve(answers(404));
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const port = (probe.address() as { port: number }).port;
    await new Promise((resolve) => probe.close(resolve));
    await expect(download([dead.address(), new URL(`http://127.0.0.1:${port}/file.bin`)])).rejects.toThrow(
      `file.bin: 127.0.0.1:${dead.port} answers 404 (Not Found); 127.0.0.1:${port} refuses connections`,
    );
  });

  it('keeps what has come when it is stopped, and goes on with it', async () => {
    const server = await serve(
      serves(CONTENT, { etag: '"a"', stallAfter: HALF }),
      serves(CONTENT, { etag: '"a"' }),
    );
    const stop = new AbortController();
    const stopped = download([server.address()], {
      signal: stop.signal,
      onBytes: (bytes) => {
        if (bytes === HALF) stop.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
    expect((await readdir(folder)).map((name) => name.replace(/\d+-\d+/, 'N'))).toEqual([
      'file.bin.N.part',
      'file.bin.N.part.json',
    ]);
    await download([server.address()]);
    await expectWhole();
    expect(rangesOf(server)).toEqual([undefined, FURTHER]);
    expect(server.asked[1]?.headers['if-range']).toBe('"a"');
  });

  it('stops while it waits to try again', async () => {
    const server = await serve(answers(500));
    const stop = new AbortController();
    const stopped = download([server.address()], {
      signal: stop.signal,
      patience: { tries: 3, waitMs: 60_000, stallMs: 1000 },
    });
    setTimeout(() => stop.abort(new Error('enough')), 100);
    await expect(stopped).rejects.toThrow('enough');
  });

  it('does not write into what another download of the same file writes', async () => {
    const slow = await serve(serves(CONTENT, { drip: { bytes: 100_000, milliseconds: 50 } }));
    const fast = await serve(serves(CONTENT));
    await Promise.all([download([slow.address()]), download([fast.address()])]);
    await expectWhole();
    expect(rangesOf(fast)).toEqual([undefined]);
  });

  it('takes the longest of several leftovers of ended processes and removes the rest', async () => {
    await mkdir(folder, { recursive: true });
    const origin = JSON.stringify({ version: 1, address: 'http://a/', sha256: file.sha256 });
    for (const [maker, length] of [
      ['999999998-0', 10],
      ['999999997-3', HALF],
      ['999999996-1', 100],
    ] as const) {
      await writeFile(join(folder, `file.bin.${maker}.part`), CONTENT.subarray(0, length));
      await writeFile(join(folder, `file.bin.${maker}.part.json`), origin);
    }
    const server = await serve(serves(CONTENT));
    await download([server.address()]);
    await expectWhole();
    expect(rangesOf(server)).toEqual([`bytes=${HALF}-`]);
  });

  it('leaves what a living process writes', async () => {
    await mkdir(folder, { recursive: true });
    const other = `file.bin.${process.ppid}-0.part`;
    await writeFile(join(folder, other), CONTENT.subarray(0, HALF));
    const server = await serve(serves(CONTENT));
    await download([server.address()]);
    expect((await readdir(folder)).sort()).toEqual(['file.bin', other]);
    expect(rangesOf(server)).toEqual([undefined]);
  });

  it.each([
    ['of another version of the file', { version: 1, address: 'http://a/', sha256: 'another' }],
    ['of unknown origin', { version: 9 }],
  ])('does not go on with a part %s', async (_, origin) => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'file.bin.999999998-0.part'), OTHER.subarray(0, HALF));
    await writeFile(join(folder, 'file.bin.999999998-0.part.json'), JSON.stringify(origin));
    const server = await serve(serves(CONTENT));
    await download([server.address()]);
    await expectWhole();
    expect(rangesOf(server)).toEqual([undefined]);
  });

  it('takes a part that is whole without asking anybody', async () => {
    const part = await PartFile.open(folder, file.name, file.sha256);
    await part.restart({ version: 1, address: 'http://a/', sha256: file.sha256 });
    await part.append(CONTENT);
    await part.close();
    const server = await serve(answers(404));
    await download([server.address()]);
    await expectWhole();
    expect(server.asked).toHaveLength(0);
  });

  it('says so when the folder cannot be written', async () => {
    await writeFile(folder, 'a file');
    const server = await serve(serves(CONTENT));
    await expect(download([server.address()])).rejects.toMatchObject({
      name: 'DataError',
      message: expect.stringContaining(folder) as unknown,
    });
  });
});
