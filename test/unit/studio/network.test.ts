import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustedCertificates } from '../../../src-main/engine/download/trusted-certificates';
import { proxyFor } from '../../../src-main/engine/download/proxy';
import { checkNetwork, networkEnvironment } from '../../../src-main/studio/network';

let folder: string;
let own: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-network-'));
  own = join(folder, 'own.pem');
  await writeFile(own, rootCertificates[0]!);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the network’s settings', () => {
  it('leave the environment alone when nothing is set', () => {
    expect(networkEnvironment({ proxy: '', certificates: '' })).toEqual({});
    expect(trustedCertificates({})).toBeUndefined();
  });

  it('put their proxy before the environment’s', () => {
    const theirs = { https_proxy: 'http://old:1', HTTPS_PROXY: 'http://old:2' };
    const set = networkEnvironment({ proxy: 'http://proxy.example:8080', certificates: '' });
    expect(proxyFor(new URL('https://a.example/x'), { ...theirs, ...set })?.host).toBe('proxy.example:8080');
    expect(proxyFor(new URL('https://a.example/x'), { ...set, NO_PROXY: 'a.example' })).toBeUndefined();
  });

  it('add certificates to Node’s own', () => {
    const trusted = trustedCertificates(networkEnvironment({ proxy: '', certificates: own }));
    expect(trusted?.at(-1)).toBe(rootCertificates[0]);
    expect(trusted!.length).toBeGreaterThan(rootCertificates.length / 2);
  });

  it('are refused when they cannot be used, in words', async () => {
    const text = join(folder, 'text.pem');
    await writeFile(text, 'no certificate');
    const refused = (proxy: string, certificates: string) =>
      checkNetwork({ proxy, certificates }).then(
        () => '',
        (error: unknown) => String(error),
      );
    expect(await refused('http://proxy.example:8080', own)).toBe('');
    expect(await refused('proxy', '')).toContain('no address of a proxy');
    expect(await refused('socks5://proxy.example', '')).toContain('no address of a proxy');
    expect(await refused('', text)).toContain('holds no certificate');
    expect(await refused('', join(folder, 'gone.pem'))).toContain('cannot be read');
    expect(await refused('', 'relative.pem')).toContain('whole path');
  });
});
