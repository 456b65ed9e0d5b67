import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { downloadFile } from '../../../../src-main/engine/download/download-file';
import { proxyFor, proxyHeaders } from '../../../../src-main/engine/download/proxy';
import { MisbehavingServer, serves } from '../../../misbehaving-server';

describe('proxyFor', () => {
  it.each([
    ['https://a.org/', {}, undefined],
    ['https://a.org/', { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128/'],
    ['https://a.org/', { https_proxy: 'p:3128' }, 'http://p:3128/'],
    ['https://a.org/', { HTTP_PROXY: 'http://p:3128' }, undefined],
    ['http://a.org/', { HTTP_PROXY: 'http://p:3128', HTTPS_PROXY: 'http://q' }, 'http://p:3128/'],
    ['http://a.org/', { HTTP_PROXY: 'socks5://p' }, undefined],
    ['http://a.org/', { HTTP_PROXY: '' }, undefined],
    ['http://a.org/', { HTTP_PROXY: 'http://p', NO_PROXY: '*' }, undefined],
    ['http://a.org/', { HTTP_PROXY: 'http://p', NO_PROXY: 'b.org, a.org' }, undefined],
    ['http://www.a.org/', { HTTP_PROXY: 'http://p', NO_PROXY: '.a.org' }, undefined],
    ['http://www.a.org/', { HTTP_PROXY: 'http://p', no_proxy: '*.a.org' }, undefined],
    ['http://nota.org/', { HTTP_PROXY: 'http://p', NO_PROXY: 'a.org' }, 'http://p/'],
    ['http://a.org:81/', { HTTP_PROXY: 'http://p', NO_PROXY: 'a.org:80' }, 'http://p/'],
  ])('%s with %j', (address, environment, proxy) => {
    expect(proxyFor(new URL(address), environment)?.href).toBe(proxy);
  });

  it('says who we are where the address does', () => {
    expect(proxyHeaders(new URL('http://p'))).toEqual({});
    expect(proxyHeaders(new URL('http://me:a%20b@p'))).toEqual({
      'proxy-authorization': `Basic ${Buffer.from('me:a b').toString('base64')}`,
    });
  });
});

describe('a download through a proxy', () => {
  const content = randomBytes(100_000);
  const file = {
    name: 'file.bin',
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
  const cleanUp: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY']) delete process.env[name];
    for (const clean of cleanUp.splice(0)) await clean();
  });

  async function download(address: URL): Promise<Buffer> {
    const folder = await mkdtemp(join(tmpdir(), 'proxy-'));
    cleanUp.push(() => rm(folder, { recursive: true }));
    const { signal } = new AbortController();
    const patience = { tries: 1, waitMs: 1, stallMs: 5000 };
    await downloadFile({ file, folder, addresses: [address], onBytes: () => {}, signal, patience });
    return readFile(join(folder, file.name));
  }

  it('asks it for the whole address', async () => {
    const proxy = await MisbehavingServer.start(serves(content));
    cleanUp.push(() => proxy.stop());
    process.env['HTTP_PROXY'] = `http://me:secret@127.0.0.1:${proxy.port}`;
    expect(await download(new URL('http://data.invalid/folder/file.bin'))).toEqual(content);
    expect(proxy.asked[0]).toMatchObject({
      path: 'http://data.invalid/folder/file.bin',
      headers: { host: 'data.invalid', 'proxy-authorization': 'Basic bWU6c2VjcmV0' },
    });
  });

  it('asks it for a tunnel where the address is secure', async () => {
    const asked: string[] = [];
    // Behind the tunnel is nobody who speaks TLS: the way there is what is tested.
    const behind = await MisbehavingServer.start(serves(content));
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const through = connect(behind.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        through.pipe(socket);
        socket.pipe(through);
      });
      for (const end of [through, socket]) end.on('error', () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    cleanUp.push(
      () => behind.stop(),
      () => new Promise((resolve) => proxy.close(resolve)),
    );
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await expect(download(new URL('https://data.invalid/file.bin'))).rejects.toThrow('data.invalid');
    expect(asked).toEqual(['data.invalid:443']);
  });

  it('says so when the proxy refuses', async () => {
    const proxy = createServer().on('connect', (_, socket) => {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    cleanUp.push(() => new Promise((resolve) => proxy.close(resolve)));
    const { port } = proxy.address() as AddressInfo;
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${port}`;
    await expect(download(new URL('https://data.invalid/file.bin'))).rejects.toThrow(
      `data.invalid is refused by the proxy 127.0.0.1:${port} (407)`,
    );
  });
});
