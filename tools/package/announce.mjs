import { createHash, createPrivateKey, sign } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot, readIfThere, writeJson } from '../lib/files.mjs';
import { Problem } from '../lib/say.mjs';
import { product } from './product.mjs';

/** Which packages there are, by what their files end in. */
const KINDS = [
  { ending: '.AppImage', kind: 'appimage', platform: 'linux' },
  { ending: '.deb', kind: 'deb', platform: 'linux' },
  { ending: '.rpm', kind: 'rpm', platform: 'linux' },
  { ending: '.exe', kind: 'nsis', platform: 'win32' },
  { ending: '.dmg', kind: 'dmg', platform: 'darwin' },
];

/** electron-builder names no architecture but another one than x64. */
const archOf = (name) => (/(?:arm64|aarch64)/.test(name) ? 'arm64' : 'x64');

/** What is new in a version: its section of CHANGELOG.md. */
export function notesOf(version, changelog = readIfThere(inRoot('CHANGELOG.md')) ?? '') {
  const sections = changelog.split(/^## /m).slice(1);
  const its = sections.find((section) => section.split(/\s/)[0] === version);
  const text = (its?.slice(its.indexOf('\n')) ?? '').trim();
  // Lines of the file are as long as it suits its writers; a window breaks them itself.
  return text.replaceAll(/\n {2,}/g, ' ');
}

function announcedFile(folder, name) {
  const { kind, platform } = KINDS.find(({ ending }) => name.endsWith(ending));
  const content = fs.readFileSync(path.join(folder, name));
  return {
    kind,
    platform,
    arch: archOf(name),
    name,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}

/**
 * Writes `update.json` beside packages: what `src-shared/update/announcement.ts` reads, signed.
 *
 * @param folder with the packages, which are to lie in one folder on the web with it
 * @param keys private Ed25519 keys in PEM; where keys change, the old one and the new one
 * @param share how many of a hundred machines are to have it by now; 0 takes it back
 * @param minimum the oldest version that it may be put over
 */
export function announce(
  folder,
  {
    keys,
    version = product.version,
    notes = notesOf(version),
    share = 100,
    minimum = '0.0.0',
    date = new Date(),
  },
) {
  const names = fs.readdirSync(folder).filter((name) => KINDS.some(({ ending }) => name.endsWith(ending)));
  if (names.length === 0)
    throw new Problem(`There are no packages in ${folder}.`, 'Run `npm run package` first.');
  const announcement = JSON.stringify({
    format: 1,
    program: 'trainyard',
    version,
    date: date.toISOString(),
    notes: notes.slice(0, 20_000),
    minimum,
    share,
    files: names.sort().map((name) => announcedFile(folder, name)),
  });
  const signatures = keys.map((key) =>
    sign(null, Buffer.from(announcement), createPrivateKey(key)).toString('base64'),
  );
  const file = path.join(folder, 'update.json');
  writeJson(file, { format: 1, announcement, signatures });
  return file;
}
