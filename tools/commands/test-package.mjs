import { generateKeyPairSync } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../lib/files.mjs';
import { Problem, say } from '../lib/say.mjs';
import { runStages } from '../lib/stages.mjs';
import { vitestStage } from '../lib/vitest.mjs';
import { downloadWheel } from '../native/download.mjs';
import { requirements } from '../native/requirements.mjs';
import { runtimeFor } from '../../src-shared/runtime/runtimes.ts';
import { announce } from '../package/announce.mjs';
import { makeDeb } from '../package/deb.mjs';
import { readFuses } from '../package/fuses.mjs';
import { canMakeRpm, makeRpm } from '../package/rpm.mjs';
import { makeUnpackedApp } from '../package/unpacked-app.mjs';

const OLDER = '0.0.1';
/** Of the package that is announced to the app, which calls itself by the version in package.json. */
const NEWER = '99.0.0';

/** The archive that the app is to fetch, got as `npm start` gets it; the test serves it on this machine. */
async function getWheel() {
  const { archive } = runtimeFor('cpu', process.platform, process.arch);
  const file = inRoot('.cache/package-wheel', archive.name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  if (!fs.existsSync(file)) await downloadWheel(requirements().python, file);
  return file;
}

/** A key of which only this test knows the private half: the app is packaged with the public one. */
function makeKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const file = inRoot('.cache/package-update-key.pem');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }));
  process.env.TRAINYARD_UPDATE_KEYS = file;
  return privateKey.export({ type: 'pkcs8', format: 'pem' });
}

/** Not everybody who has Debian has what makes such packages; in CI it is installed. */
async function makeRpmToTest(options) {
  if (process.env.CI || canMakeRpm()) return makeRpm({ ...options, version: OLDER });
  say('The RPM package is not tested: rpmbuild is not installed (`apt-get install rpm`).');
  return undefined;
}

/** Both packages differ only in their version: an upgrade has to replace every file all the same. */
async function makePackages() {
  const stage = inRoot('.cache/package-test');
  const key = makeKey();
  const { output, unpacked, icons } = await makeUnpackedApp(stage);
  // As root Chromium's sandbox cannot start; and nobody keeps these packages, so they are not compressed.
  const options = {
    unpacked,
    icons,
    output,
    flags: ['--no-sandbox'],
    compression: 'none',
  };
  const older = await makeDeb({ ...options, version: OLDER });
  const made = await makeDeb({ ...options, version: NEWER });
  const announced = path.join(output, 'announced');
  const rpm = await makeRpmToTest(options);
  const newer = path.join(announced, path.basename(made));
  fs.mkdirSync(announced, { recursive: true });
  fs.renameSync(made, newer);
  const fuses = path.join(stage, 'fuses.json');
  fs.writeFileSync(fuses, JSON.stringify(await readFuses(path.join(unpacked, 'trainyard'))));
  return {
    TRAINYARD_DEB_OLDER: older,
    TRAINYARD_DEB: newer,
    TRAINYARD_ANNOUNCED: announce(announced, { keys: [key], version: NEWER, notes: 'It is newer.' }),
    TRAINYARD_FUSES: fuses,
    ...(rpm !== undefined && { TRAINYARD_RPM: rpm }),
  };
}

/** Proves the Debian package in a throwaway copy of this system. */
export async function run(args) {
  if (process.platform !== 'linux' || process.getuid() !== 0)
    throw new Problem(
      'The package is installed in a copy of this system, which only root on Linux can make.',
    );
  const env = { ...(await makePackages()), TRAINYARD_WHEEL: await getWheel() };
  return runStages([vitestStage('package', { config: 'vitest.package.config.ts', args, env })]);
}
