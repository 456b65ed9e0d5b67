import * as path from 'node:path';
import { inRoot } from '../lib/files.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';
import { ensureKit } from './kit.mjs';
import { stageApp } from './stage-app.mjs';
import { addLauncher, standIn } from './test-runtime.mjs';
import { buildPackages } from './unpacked.mjs';

/**
 * Makes the folder that packages are made from, to be tested or measured: with the Electron of package.json, or where that
 * cannot be reached with the one that ELECTRON_OVERRIDE_DIST_PATH names and the launcher that fills its gaps.
 */
export async function makeUnpackedApp(stage) {
  await ensureNativeRuntime();
  await ensureKit();
  const output = path.join(stage, 'dist');
  const electron = standIn(inRoot('.cache/package-electron'));
  const { app } = await stageApp(stage);
  if (electron) addLauncher(app, electron.launcher);
  await buildPackages([], { stage, output, electron });
  return {
    output,
    electron,
    unpacked: path.join(output, 'linux-unpacked'),
    icons: path.join(stage, 'icons'),
  };
}
