// TensorFlow's C library for Linux x64, out of the official Python wheel. The installer of @tensorflow/tfjs-node fetches
// TensorFlow 2.9 from a host that many networks do not let through; its addon builds unchanged against 2.21.

import * as fs from 'node:fs';
import * as path from 'node:path';
import { modules, writeJson } from '../lib/files.mjs';
import { capture, firstWorking, lastLines } from '../lib/run.mjs';
import { Problem, say, step } from '../lib/say.mjs';
import { downloadWheel } from './download.mjs';
import { NAPI_VERSION, cacheDir, key, packageDir, runtimeDir, runtimeStamp } from './variant.mjs';
import { verify } from './verify.mjs';

const HEADERS = ['tensorflow/c/', 'tensorflow/core/platform/ctstring', 'tsl/platform/ctstring', 'xla/tsl/c/'];
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

const workDir = path.join(cacheDir, `${key}.work`);
const wheelFile = path.join(workDir, 'tensorflow.whl');
const unpacked = path.join(workDir, 'unpacked');
/** The package with its library, to be tried before anyone else can see it. */
const staged = path.join(workDir, 'staged');
const addonDir = path.join(staged, `lib/napi-v${NAPI_VERSION}`);
const libraries = LIBRARIES.map((name) => path.join(staged, 'deps/lib', name));

// Only the two libraries and the few C headers: 80 of the wheel's 13,000 headers.
const UNPACK = `
import sys, zipfile
wheel, target, libraries, headers = sys.argv[1:]
headers = tuple('tensorflow/include/' + header for header in headers.split(','))
libraries = ['tensorflow/' + library for library in libraries.split(',')]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name in libraries or (name.startswith(headers) and name.endswith('.h')):
            archive.extract(name, target)
`;

const unpack = (python) =>
  capture(python, ['-c', UNPACK, wheelFile, unpacked, LIBRARIES.join(','), HEADERS.join(',')]);

async function downloadAndUnpack(python) {
  const kept = fs.existsSync(wheelFile);
  if (!kept) await downloadWheel(python, wheelFile);
  try {
    await step('unpacking TensorFlow', () => unpack(python));
  } catch (error) {
    fs.rmSync(wheelFile, { force: true });
    if (kept) {
      say('the file that an earlier start had downloaded is damaged; downloading it anew');
      return downloadAndUnpack(python);
    }
    throw new Problem(
      "TensorFlow's wheel could not be unpacked.",
      'Look at what Python says above, then run `node tools/native-runtime.mjs`.',
      lastLines(error),
    );
  }
}

async function stagePackage() {
  fs.mkdirSync(addonDir, { recursive: true });
  fs.mkdirSync(path.dirname(libraries[0]), { recursive: true });
  for (const name of ['dist', 'package.json'])
    fs.cpSync(path.join(packageDir, name), path.join(staged, name), { recursive: true });
  // So that it finds its dependencies from here.
  fs.symlinkSync(modules, path.join(staged, 'node_modules'));
  for (const library of libraries)
    fs.renameSync(path.join(unpacked, 'tensorflow', path.basename(library)), library);
  // Symbol tables are a quarter of the size and serve only debuggers.
  if (firstWorking(['strip']))
    await Promise.all(libraries.map((library) => capture('strip', ['--strip-unneeded', library])));
}

async function compile(compiler) {
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) =>
    path.join(packageDir, 'binding', name),
  );
  // The headers of Node-API are the same for every Node and Electron, so neither node-gyp nor Node's own are needed.
  const includes = [
    path.join(modules, 'node-api-headers/include'),
    path.join(unpacked, 'tensorflow/include'),
  ];
  const options = ['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${NAPI_VERSION}`];
  const output = [
    '-o',
    path.join(addonDir, 'tfjs_binding.node'),
    ...libraries,
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
  try {
    await capture(compiler, [...options, ...includes.map((dir) => `-I${dir}`), ...sources, ...output]);
  } catch (error) {
    throw new Problem(
      `${compiler} could not compile the TensorFlow addon.`,
      'A compiler with C++17 is needed (gcc 8 or newer): install one, then run `node tools/native-runtime.mjs`.',
      lastLines(error, 8),
    );
  }
}

/** Makes the runtime in `runtimeDir` and returns TensorFlow's version. A download that was finished survives a kill. */
export async function makeFromWheel({ python, compiler }) {
  fs.mkdirSync(workDir, { recursive: true });
  for (const file of fs.readdirSync(workDir).map((name) => path.join(workDir, name)))
    if (file !== wheelFile) fs.rmSync(file, { recursive: true, force: true });

  await downloadAndUnpack(python);
  await stagePackage();
  await step('compiling the TensorFlow addon', () => compile(compiler));
  const tensorflow = await verify(staged);

  fs.rmSync(runtimeDir, { recursive: true, force: true });
  fs.mkdirSync(runtimeDir, { recursive: true });
  for (const name of ['lib', 'deps']) fs.renameSync(path.join(staged, name), path.join(runtimeDir, name));
  // Last: a runtime without it does not count.
  writeJson(runtimeStamp, { key, tensorflow, made: new Date().toISOString() });
  fs.rmSync(workDir, { recursive: true, force: true });
  return tensorflow;
}
