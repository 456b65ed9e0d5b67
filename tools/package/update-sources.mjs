import { createPublicKey } from 'node:crypto';
import * as fs from 'node:fs';
import { Problem } from '../lib/say.mjs';

const words = (text) => (text ?? '').split(/\s+/).filter(Boolean);

function publicKey(file) {
  try {
    // Of a private key this takes the public half: a secret does not get into the app by mistake.
    const key = createPublicKey(fs.readFileSync(file, 'utf8'));
    if (key.asymmetricKeyType === 'ed25519') return key.export({ type: 'spki', format: 'pem' });
  } catch (error) {
    throw new Problem(
      `The key ${file} cannot be read.`,
      'TRAINYARD_UPDATE_KEYS names PEM files.',
      error.message,
    );
  }
  throw new Problem(`The key ${file} is of another kind than Ed25519.`);
}

/**
 * What a package is told of updates: folders on the web where newer versions are announced (TRAINYARD_UPDATE_SOURCES), and
 * keys of which one has to have signed that (TRAINYARD_UPDATE_KEYS, files in PEM). Whoever packages the app says which.
 */
export function updateSources(env = process.env) {
  const folders = words(env.TRAINYARD_UPDATE_SOURCES);
  const keys = words(env.TRAINYARD_UPDATE_KEYS).map(publicKey);
  if (folders.length > 0 && keys.length === 0)
    throw new Problem(
      'TRAINYARD_UPDATE_SOURCES is set, but no key: what is announced there could not be believed.',
      'TRAINYARD_UPDATE_KEYS names files with public Ed25519 keys in PEM.',
    );
  return { version: 1, folders, keys };
}
