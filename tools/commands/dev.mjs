import * as path from 'node:path';
import { modules } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { passThrough } from '../lib/run.mjs';
import { Problem } from '../lib/say.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';
import { electronMajor, forgetBuild } from '../setup/build.mjs';
import { findElectron, sandboxFlags } from '../setup/electron.mjs';

/** The window with live reload. */
export async function run(args) {
  await ensureNativeRuntime();
  const { program, reason } = await findElectron();
  if (!program)
    throw new Problem(
      `${reason}.`,
      'Live reload needs Electron; `npm start` serves Trainyard to a browser without it.',
    );
  forgetBuild();
  const major = electronMajor();
  const env = { ELECTRON_EXEC_PATH: program, ...(major && { ELECTRON_MAJOR_VER: major }) };
  const flags = sandboxFlags().length > 0 ? ['--noSandbox'] : [];
  return passThrough(
    ownNode,
    [path.join(modules, 'electron-vite/bin/electron-vite.js'), 'dev', ...flags, ...args],
    { env },
  );
}
