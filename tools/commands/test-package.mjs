import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../lib/files.mjs';
import { Problem } from '../lib/say.mjs';
import { runStages } from '../lib/stages.mjs';
import { vitestStage } from '../lib/vitest.mjs';
import { downloadWheel } from '../native/download.mjs';
import { requirements } from '../native/requirements.mjs';
import { runtimeFor } from '../../src-shared/runtime/runtimes.ts';
import { ensureNativeRuntime } from '../native-runtime.mjs';
import { makeDeb } from '../package/deb.mjs';
import { readFuses } from '../package/fuses.mjs';
import { ensureKit } from '../package/kit.mjs';
import { stageApp } from '../package/stage-app.mjs';
import { addLauncher, standIn } from '../package/test-runtime.mjs';
import { buildPackages } from '../package/unpacked.mjs';

const OLDER = '0.0.1';

/** The archive that the app is to fetch, got as `npm start` gets it; the test serves it on this machine. */
async function getWheel() {
  const { archive } = runtimeFor('cpu', process.platform, process.arch);
  const file = inRoot('.cache/package-wheel', archive.name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  if (!fs.existsSync(file)) await downloadWheel(requirements().python, file);
  return file;
}

/** Both packages differ only in their version: an upgrade has to replace every file all the same. */
async function makePackages() {
  await ensureNativeRuntime();
  await ensureKit();
  const stage = inRoot('.cache/package-test');
  const output = path.join(stage, 'dist');
  const electron = standIn(inRoot('.cache/package-electron'));
  const { app } = await stageApp(stage);
  if (electron) addLauncher(app, electron.launcher);
  await buildPackages([], { stage, output, electron });
  const unpacked = path.join(output, 'linux-unpacked');
  // As root Chromium's sandbox cannot start; and nobody keeps these packages, so they are not compressed.
  const options = {
    unpacked,
    icons: path.join(stage, 'icons'),
    output,
    flags: ['--no-sandbox'],
    compression: 'none',
  };
  const older = await makeDeb({ ...options, version: OLDER });
  const current = await makeDeb(options);
  const fuses = path.join(stage, 'fuses.json');
  fs.writeFileSync(fuses, JSON.stringify(await readFuses(path.join(unpacked, 'trainyard'))));
  return {
    TRAINYARD_DEB_OLDER: older,
    TRAINYARD_DEB: current,
    TRAINYARD_FUSES: fuses,
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
