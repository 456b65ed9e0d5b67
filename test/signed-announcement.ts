import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Announcement } from '@shared/update/announcement';

export function keyPair(): { pem: string; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), privateKey };
}

/** `update.json` as its makers write it, of a package with this content. */
export function signedText(
  privateKey: KeyObject,
  content: Uint8Array,
  changes: Partial<Announcement> = {},
): string {
  const announcement = JSON.stringify({
    format: 1,
    program: 'trainyard',
    version: '2.0.0',
    date: '2026-01-02T00:00:00.000Z',
    notes: 'It is faster.',
    minimum: '1.0.0',
    share: 100,
    files: [
      {
        kind: 'deb',
        platform: 'linux',
        arch: 'x64',
        name: 'trainyard_2.0.0_amd64.deb',
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      },
    ],
    ...changes,
  });
  const signature = sign(null, Buffer.from(announcement), privateKey).toString('base64');
  return JSON.stringify({ format: 1, announcement, signatures: [signature] });
}
