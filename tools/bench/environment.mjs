import * as fs from 'node:fs';
import * as path from 'node:path';
import { hashText, inRoot, readIfThere, writeWhole } from '../lib/files.mjs';
import { withLock } from '../lib/lock.mjs';
import { capture, firstWorking, lastLines } from '../lib/run.mjs';
import { explain, Problem, say, step } from '../lib/say.mjs';

const venv = inRoot('.cache/bench-venv');
export const benchPython = path.join(
  venv,
  process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
);

const sizes = {
  jax: 'about 0.5 GB',
  tensorflow: 'about 2 GB',
  torch: 'several GB, since it brings CUDA along',
};

async function install(name) {
  const requirements = inRoot(`test/bench/peers/${name}.txt`);
  const stamp = path.join(venv, `.trainyard-${name}`);
  const wanted = hashText(fs.readFileSync(requirements, 'utf8'));
  if (readIfThere(stamp) === wanted) return;
  const options = ['--quiet', '--disable-pip-version-check', '--no-cache-dir'];
  await step(`installing ${name} to compare with (${sizes[name]})`, () =>
    capture(benchPython, ['-m', 'pip', 'install', ...options, '-r', requirements]),
  );
  writeWhole(stamp, wanted);
}

/**
 * Installs the frameworks to compare with into an environment of their own, each by itself.
 *
 * @returns why a framework is not there, by its name; empty when all are
 */
export function installPeers(names) {
  return withLock(inRoot('.cache/bench-venv.lock'), 'making the Python environment', async () => {
    const missing = {};
    try {
      if (!fs.existsSync(benchPython)) {
        const check = ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'];
        const system = firstWorking(['python3', 'python'], check);
        if (!system) throw new Problem('Python 3.11 or newer with venv was not found.');
        await step('making a Python environment', () => capture(system, ['-m', 'venv', venv]));
      }
    } catch (error) {
      explain(error);
      for (const name of names) missing[name] = 'no Python environment could be made';
      return missing;
    }
    for (const name of names) {
      try {
        await install(name);
      } catch (error) {
        say(`${name} could not be installed`);
        missing[name] = `pip could not install it: ${lastLines(error, 1).split('\n')[0]}`;
      }
    }
    return missing;
  });
}
