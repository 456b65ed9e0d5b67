import { readFile } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import { isAbsolute } from 'node:path';
import type { StudioSettings } from '@shared/contract/settings';
import { Refusal } from './refusal';

/**
 * What engines are told of the network: in their environment, since that is where proxies are looked for anyway. What is
 * not set leaves the environment as it is.
 */
export function networkEnvironment({
  proxy,
  certificates,
}: Pick<StudioSettings, 'proxy' | 'certificates'>): Record<string, string> {
  return {
    // The small letters go before the large ones, wherever both are read.
    ...(proxy !== '' && { https_proxy: proxy, http_proxy: proxy, HTTPS_PROXY: proxy, HTTP_PROXY: proxy }),
    ...(certificates !== '' && { TRAINYARD_CERTIFICATES: certificates }),
  };
}

function checkProxy(proxy: string): void {
  if (proxy === '') return;
  const address = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (address && /^https?:$/.test(address.protocol) && address.hostname !== '') return;
  throw Refusal.of('proxy', `“${proxy}” is no address of a proxy: it looks like http://proxy.example:8080.`);
}

async function checkCertificates(path: string): Promise<void> {
  if (path === '') return;
  if (!isAbsolute(path)) throw Refusal.of('certificates', 'Type the whole path of the certificates’ file.');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw Refusal.of('certificates', `The certificates’ file cannot be read: ${why}.`);
  }
  try {
    void new X509Certificate(text);
  } catch {
    throw Refusal.of(
      'certificates',
      `${path} holds no certificate: it has to be PEM, which begins with “-----BEGIN CERTIFICATE-----”.`,
    );
  }
}

/** @throws Refusal when a proxy or certificates are named that cannot be used */
export async function checkNetwork({
  proxy,
  certificates,
}: Pick<StudioSettings, 'proxy' | 'certificates'>): Promise<void> {
  checkProxy(proxy);
  await checkCertificates(certificates);
}
