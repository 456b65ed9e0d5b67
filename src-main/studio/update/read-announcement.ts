import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { announcementSchema, signedAnnouncementSchema, type Announcement } from '@shared/update/announcement';

/** What came is not to be believed. The message is one sentence. */
export class NoAnnouncement extends Error {
  override readonly name = 'NoAnnouncement';
}

/** A key that is none, or of another kind, vouches for nothing. */
function ed25519(pem: string): KeyObject[] {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? [key] : [];
  } catch {
    return [];
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Reads an announcement of a version, when one of the keys has signed it. Nothing of what is not signed is looked at.
 *
 * @param text of `update.json`
 * @param keys public Ed25519 keys in PEM
 * @param from where it came from, for messages
 * @throws NoAnnouncement
 */
export function readAnnouncement(text: string, keys: readonly string[], from: string): Announcement {
  const signed = signedAnnouncementSchema.safeParse(parsed(text));
  if (!signed.success) {
    throw new NoAnnouncement(
      `What lies at ${from} is no announcement of a version: nothing of it was taken.`,
    );
  }
  const { announcement, signatures } = signed.data;
  const bytes = Buffer.from(announcement, 'utf8');
  const known = keys.flatMap(ed25519);
  const isSigned = signatures.some((signature) =>
    known.some((key) => verify(null, bytes, key, Buffer.from(signature, 'base64'))),
  );
  if (!isSigned) {
    throw new NoAnnouncement(
      `The announcement at ${from} is not signed by the makers of this Trainyard: nothing of it was taken.`,
    );
  }
  const read = announcementSchema.safeParse(parsed(announcement));
  if (read.success) return read.data;
  throw new NoAnnouncement(
    `The announcement at ${from} is signed, but not in a form that this version knows: get the newer one by hand.`,
  );
}
