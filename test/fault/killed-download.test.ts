import { execFileSync } from 'node:child_process';
import { randomBytes, createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Published } from '../../src-main/engine/data/catalog/published';
import { buildFetchProgram, type FetchOrder } from '../fetching/fetch-program';
import { MisbehavingServer, redirects, serves, type Answer } from '../misbehaving-server';
import { idxBytes } from '../unit/engine/data/idx-samples';

/** 500 and 100 pictures of noise, so large that nothing comes at once. */
const SIDE = 64;
const noise = (count: number) => idxBytes([count, SIDE, SIDE], randomBytes(count * SIDE * SIDE));
const labels = (count: number) =>
  idxBytes(
    [count],
    Uint8Array.from({ length: count }, (_, i) => i % 2),
  );
const files: Readonly<Record<string, Buffer>> = {
  'train-images-idx3-ubyte.gz': noise(500),
  'train-labels-idx1-ubyte.gz': labels(500),
  't10k-images-idx3-ubyte.gz': noise(100),
  't10k-labels-idx1-ubyte.gz': labels(100),
};
const published: Published = {
  format: 'idx',
  classes: ['a', 'b'],
  addresses: [],
  files: Object.entries(files).map(([name, content]) => ({
    name,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  })),
};
const ALL = published.files.reduce((sum, { bytes }) => sum + bytes, 0);

const filing =
  (how: Parameters<typeof serves>[1] = {}): Answer =>
  (request, response) =>
    serves(files[(request.url ?? '').slice(1)]!, how)(request, response);

let start: Awaited<ReturnType<typeof buildFetchProgram>>;
let programFolder: string;
let library: string;
beforeAll(async () => {
  programFolder = await mkdtemp(join(tmpdir(), 'fetch-program-'));
  start = await buildFetchProgram(programFolder);
});
afterAll(() => rm(programFolder, { recursive: true, force: true }));
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'killed-download-'));
});
afterEach(() => rm(library, { recursive: true, force: true }));

const order = (mirror: string): FetchOrder => ({
  entry: 'noise',
  name: 'Noise',
  published,
  mirrors: [mirror],
  datasetsFolder: join(library, 'datasets'),
  downloadsFolder: join(library, 'downloads'),
});

describe('a process that fetches a dataset', () => {
  it('is killed again and again, and the next one goes on to the right checksum', async () => {
    const drip = { bytes: 20_000, milliseconds: 4 };
    const server = await MisbehavingServer.start(filing({ etag: '"a"', drip }));
    try {
      const began: number[] = [];
      for (const share of [0.2, 0.4, 0.6, 0.75, 0.9]) {
        let first: number | undefined;
        const fetching = start(order(server.address('/').href), (done) => {
          first ??= done;
          if (done > share * ALL) fetching.process.kill('SIGKILL');
        });
        expect(await fetching.ended).toEqual({});
        expect(fetching.process.signalCode).toBe('SIGKILL');
        began.push(first!);
        expect(await readdir(join(library, 'datasets')).catch(() => [])).toEqual([]);
        expect(await readdir(join(library, 'downloads', 'noise'))).not.toEqual([]);
      }
      server.answers = [filing({ etag: '"a"' })];
      const { fingerprint, error } = await start(order(server.address('/').href)).ended;
      expect(error).toBeUndefined();
      // Each went on from where the one before was.
      expect(began).toEqual([...began].sort((a, b) => a - b));
      expect(new Set(began).size).toBe(began.length);
      const ranges = server.asked.filter(({ headers }) => headers.range !== undefined);
      expect(ranges.length).toBeGreaterThanOrEqual(5);
      for (const { headers } of ranges) expect(headers['if-range']).toBe('"a"');
      // Whole files were not asked for again once they were there.
      const asked = server.asked.filter(({ path }) => path === '/train-labels-idx1-ubyte.gz');
      expect(asked).toHaveLength(1);

      expect(await readdir(join(library, 'datasets'))).toEqual(['noise']);
      const pictures = await readFile(join(library, 'datasets', 'noise', 'train-0000.inputs.bin'));
      expect(pictures.equals(files['train-images-idx3-ubyte.gz']!.subarray(16))).toBe(true);
      expect(await readdir(join(library, 'downloads'))).toEqual([]);
      const undisturbed = await mkdtemp(join(tmpdir(), 'undisturbed-'));
      const other = {
        ...order(server.address('/').href),
        downloadsFolder: undisturbed,
        datasetsFolder: undisturbed,
      };
      expect((await start(other).ended).fingerprint).toBe(fingerprint);
      await rm(undisturbed, { recursive: true });
    } finally {
      await server.stop();
    }
  });
});

const openssl = (() => {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
})();

describe.skipIf(openssl === undefined)('a secure server', () => {
  let certificate: { key: Buffer; cert: Buffer; path: string };
  beforeAll(async () => {
    const path = join(programFolder, 'cert.pem');
    const key = join(programFolder, 'key.pem');
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        key,
        '-out',
        path,
        '-days',
        '2',
        ...subject,
      ],
      { stdio: 'ignore' },
    );
    certificate = { key: await readFile(key), cert: await readFile(path), path };
  });

  async function withServer(answer: Answer, use: (address: string) => Promise<void>): Promise<void> {
    const server = createServer(certificate, answer);
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    try {
      await use(`https://localhost:${(server.address() as AddressInfo).port}`);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }

  it('is not trusted without its certificate, and the sentence says what to do', () =>
    withServer(filing(), async (address) => {
      const { error } = await start(order(address)).ended;
      expect(error).toContain('has a certificate that is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT');
      expect(error).toContain('NODE_EXTRA_CA_CERTS');
    }));

  it('is trusted with it', () =>
    withServer(filing(), async (address) => {
      const fetching = start(order(address), undefined, { NODE_EXTRA_CA_CERTS: certificate.path });
      expect(await fetching.ended).toMatchObject({ fingerprint: expect.any(String) as unknown });
    }));

  it('may not send us to one that is not secure', () =>
    withServer(redirects('http://localhost/file'), async (address) => {
      const fetching = start(order(address), undefined, { NODE_EXTRA_CA_CERTS: certificate.path });
      expect((await fetching.ended).error).toContain(
        'sends us from https to http (localhost), which is not followed',
      );
    }));
});
