import * as fs from 'node:fs';
import * as path from 'node:path';
import { hashText, inRoot, readIfThere, sizeOf, writeWhole } from '../lib/files.mjs';
import { withLock } from '../lib/lock.mjs';
import { capture, firstWorking, lastLines, looksOffline } from '../lib/run.mjs';
import { Problem, megabytes, say, step } from '../lib/say.mjs';

const venv = inRoot('.cache/peers');
const stampFile = path.join(venv, '.trainyard-stamp');
const python = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

async function make(requirements) {
  const system = firstWorking(
    ['python3', 'python'],
    ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))'],
  );
  if (!system)
    throw new Problem(
      'Python 3.9 or newer with venv was not found; it runs the frameworks that Trainyard is compared with.',
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
    await step('installing the frameworks to compare with', () =>
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

/** A Python with the packages of test/peers/requirements.txt; returns its path. */
export async function ensurePeers() {
  const requirements = inRoot('test/peers/requirements.txt');
  if (!fs.existsSync(requirements)) throw new Problem(`${requirements} is missing.`, 'Restore it with git.');
  const wanted = hashText(fs.readFileSync(requirements, 'utf8'));
  const isReady = () => readIfThere(stampFile) === wanted;
  if (!isReady())
    await withLock(inRoot('.cache/peers.lock'), 'making the Python environment', async () => {
      if (isReady()) return;
      await make(requirements);
      writeWhole(stampFile, wanted);
    });
  return python;
}
