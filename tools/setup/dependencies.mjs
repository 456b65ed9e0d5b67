import * as fs from 'node:fs';
import * as path from 'node:path';
import { hashText, inRoot, modules, readIfThere, readJson, writeWhole } from '../lib/files.mjs';
import { withLock } from '../lib/lock.mjs';
import { ownNode } from '../lib/node.mjs';
import { capture, firstWorking, looksOffline } from '../lib/run.mjs';
import { Problem, step } from '../lib/say.mjs';

const stampFile = path.join(modules, '.trainyard-stamp');
const lockText = () => fs.readFileSync(inRoot('package-lock.json'), 'utf8');

const isReady = () => readIfThere(stampFile) === hashText(lockText()) && fs.existsSync(ownNode);

/** Whether someone has installed just this by hand. npm writes its own list last, so a half-done install has none. */
function isInstalled() {
  const installed = readJson(path.join(modules, '.package-lock.json'))?.packages;
  if (!installed) return false;
  return Object.entries(JSON.parse(lockText()).packages).every(([name, wanted]) => {
    if (name === '') return true;
    const found = installed[name];
    return found ? found.version === wanted.version && found.integrity === wanted.integrity : wanted.optional;
  });
}

/** npm says first what is wrong, and then for a long while what its options are. */
function firstComplaints({ output }) {
  const lines = (output ?? '').split('\n').filter((line) => /^npm error\s+\S/.test(line));
  return lines.slice(0, 6).join('\n');
}

async function npm(name, args, { env, onStart }) {
  const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await step(name, () => capture('npm', [...args, ...quietly], { env, onStart }));
  } catch (error) {
    throw new Problem(
      `${name} failed: ${error.message}.`,
      looksOffline(error)
        ? 'Check the connection to the npm registry (a proxy?) and start again.'
        : 'Delete node_modules and start again.',
      firstComplaints(error),
    );
  }
}

/**
 * Environment for npm. Under an old Node it leaves out, silently, each optional package that asks for a newer one, and
 * the compilers of our build tools are such packages. So it gets the pinned Node first, into a folder of its own.
 */
async function environmentForNpm(onStart) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return {};
  const folder = inRoot('.cache/node');
  const { version } = JSON.parse(lockText()).packages['node_modules/node'];
  const bin = path.join(folder, 'node_modules/node/bin');
  const args = [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts=false',
    `node@${version}`,
  ];
  if (!firstWorking([path.join(bin, 'node')])) await npm(`fetching Node ${version}`, args, { onStart });
  return { PATH: [bin, process.env.PATH].join(path.delimiter) };
}

async function install(onStart) {
  const env = await environmentForNpm(onStart);
  // Scripts stay off: Electron and TensorFlow would download their parts from hosts that not everyone reaches, and
  // a failure there would fail everything. Both are fetched later, with a way out.
  // The includes undo what NODE_ENV=production or a global npm setting would leave out.
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional'];
  await npm('installing the dependencies', args, { env, onStart });
}

/** Brings node_modules to what the lockfile says. Costs a few milliseconds when it is there already. */
export async function ensureDependencies() {
  if (isReady()) return;
  if (!firstWorking(['npm']))
    throw new Problem('npm was not found on PATH.', 'It comes with Node.js: install both, and start again.');
  await withLock(inRoot('.cache/dependencies.lock'), 'installing the dependencies', async (alsoWaitFor) => {
    if (isReady()) return; // by the process that we waited for
    if (!isInstalled()) await install(alsoWaitFor);
    // The only script that is needed: it puts the Node in place that everything else runs on.
    const args = ['rebuild', 'node', '--ignore-scripts=false'];
    if (!fs.existsSync(ownNode)) await npm('installing Node for Trainyard', args, { onStart: alsoWaitFor });
    if (!firstWorking([ownNode]))
      throw new Problem(
        `Node could not be installed in ${path.dirname(ownNode)}.`,
        'Delete node_modules and start again.',
      );
    writeWhole(stampFile, hashText(lockText()));
  });
}
