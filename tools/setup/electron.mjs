import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot, modules, readIfThere } from '../lib/files.mjs';
import { withLock } from '../lib/lock.mjs';
import { ownNode } from '../lib/node.mjs';
import { capture } from '../lib/run.mjs';
import { step } from '../lib/say.mjs';

const packageDir = path.join(modules, 'electron');
const LIMIT_MS = 5 * 60_000;

const programNames = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const programName = programNames[process.platform] ?? 'electron';

function installed() {
  const program = path.join(
    packageDir,
    'dist',
    readIfThere(path.join(packageDir, 'path.txt')) ?? programName,
  );
  return readIfThere(path.join(packageDir, 'path.txt')) && fs.existsSync(program) ? program : undefined;
}

async function install() {
  await withLock(inRoot('.cache/electron.lock'), 'downloading Electron', async () => {
    if (installed()) return;
    await step('downloading Electron', () =>
      capture(ownNode, [path.join(packageDir, 'install.js')], { timeoutMs: LIMIT_MS }),
    );
  });
}

/** A program may be there and still not start: on a bare server its libraries are missing. */
function whyItDoesNotStart(program) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const result = spawnSync(program, ['-e', '0'], { env, encoding: 'utf8', timeout: 30_000 });
  if (result.status === 0) return undefined;
  return (
    (result.stderr || result.error?.message || '').trim().split('\n')[0] ||
    `it ended with ${result.signal ?? result.status}`
  );
}

/** Finds Electron, or downloads it. Returns `{ program }`, or `{ reason }` in words. */
export async function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  let program = override ? path.join(override, programName) : installed();
  if (!program) {
    try {
      await install();
      program = installed();
    } catch (error) {
      const cause =
        /\b(getaddrinfo \w+ \S+|connect \w+|fetch failed|HTTPError.*)/.exec(error.output ?? '')?.[0] ??
        error.message;
      return { reason: `Electron could not be downloaded (${cause})` };
    }
  }
  if (!program || !fs.existsSync(program)) return { reason: `Electron is not in ${override ?? packageDir}` };
  const problem = whyItDoesNotStart(program);
  return problem ? { reason: `Electron does not start here (${problem})` } : { program };
}

/** Chromium's sandbox refuses to run as root. */
export const sandboxFlags = () =>
  process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : [];
