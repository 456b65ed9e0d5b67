import * as fs from 'node:fs';
import * as path from 'node:path';
import { hashText, inRoot, readIfThere, sizeOf, writeWhole } from '../lib/files.mjs';
import { withLock } from '../lib/lock.mjs';
import { capture, firstWorking, lastLines, looksOffline } from '../lib/run.mjs';
import { Problem, megabytes, say, step } from '../lib/say.mjs';

/** Where an environment lies, and its interpreter. */
function placeOf(name) {
  const venv = inRoot('.cache', name);
  const python = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  return { venv, python, stampFile: path.join(venv, '.trainyard-stamp') };
}

async function make({ venv, python }, requirements, what) {
  const system = firstWorking(
    ['python3', 'python'],
    ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))'],
  );
  if (!system)
    throw new Problem(
      `Python 3.9 or newer with venv was not found; it runs ${what}.`,
      'Install it, for example with `sudo apt install python3-venv`, and start again.',
    );
  let told = 0;
  const onTick = () => {
    const now = sizeOf(venv);
    if (now < told + 200e6) return;
    told = now;
    say(`  ${megabytes(now)}`);
  };
  try {
    await step('making a Python environment', () => capture(system, ['-m', 'venv', '--clear', venv]));
    await step(`installing ${what}`, () =>
      capture(
        python,
        [
          '-m',
          'pip',
          'install',
          '--quiet',
          '--disable-pip-version-check',
          '--no-cache-dir',
          '-r',
          requirements,
        ],
        { onTick },
      ),
    );
  } catch (error) {
    throw new Problem(
      'The Python environment could not be made.',
      looksOffline(error)
        ? 'Check the connection to the Python package index (a proxy?) and start again.'
        : 'Look at what Python says above, and start again.',
      lastLines(error),
    );
  }
}

/** A Python with the packages of a file; returns its path. */
async function ensurePython(name, file, what) {
  const place = placeOf(name);
  const { stampFile, python } = place;
  const requirements = inRoot(file);
  if (!fs.existsSync(requirements)) throw new Problem(`${requirements} is missing.`, 'Restore it with git.');
  const wanted = hashText(fs.readFileSync(requirements, 'utf8'));
  const isReady = () => readIfThere(stampFile) === wanted;
  if (!isReady())
    await withLock(inRoot(`.cache/${name}.lock`), 'making the Python environment', async () => {
      if (isReady()) return;
      await make(place, requirements, what);
      writeWhole(stampFile, wanted);
    });
  return python;
}

export const ensurePeers = () =>
  ensurePython('peers', 'test/peers/requirements.txt', 'the frameworks to compare with');

export const ensureRay = () => ensurePython('ray', 'test/ray/requirements.txt', 'Ray');
