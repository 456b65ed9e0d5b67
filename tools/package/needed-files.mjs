import * as fs from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import * as path from 'node:path';
import { modules } from '../lib/files.mjs';
import { Problem } from '../lib/say.mjs';

const load = createRequire(path.join(modules, 'here.cjs'));

/** Modules that the bundled engine loads from node_modules; what they load in turn is found in their code. */
const ENTRIES = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node/dist/register_all_kernels',
  '@tensorflow/tfjs-node/dist/nodejs_kernel_backend',
  'sharp',
];

/** Files that are found by their paths and not loaded by name. The threaded .wasm of TensorFlow.js is for browsers. */
const BESIDE = [
  'onnxruntime-web/dist/ort.node.min.mjs',
  '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm',
  '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm',
  'onnxruntime-web/dist/ort-wasm-simd-threaded.mjs',
  'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
];

/** Loaded for another system or in a browser, or (xor4096) only spoken of in a comment: no fault when not there. */
const isOptional = (name) => /^(@img\/sharp-|electron$|canvas$|encoding$|xor4096$)/.test(name);

const REQUIRED = /\brequire\(\s*(['"])([\w@./-]+)\1\s*\)/g;
const IMPORTED = /\b(?:from|import)\s*\(?\s*(['"])([\w@./-]+)\1/g;

const namesIn = (file) =>
  [...fs.readFileSync(file, 'utf8').matchAll(file.endsWith('.mjs') ? IMPORTED : REQUIRED)]
    .map((match) => match[2])
    .filter((name) => !isBuiltin(name));

/** The folder of the package that a file is part of. */
export function packageOf(file) {
  const parts = path.relative(modules, file).split(path.sep);
  const nested = parts.lastIndexOf('node_modules') + 1;
  return path.join(modules, ...parts.slice(0, nested + (parts[nested].startsWith('@') ? 2 : 1)));
}

function resolveFrom(file, name) {
  try {
    return createRequire(file).resolve(name);
  } catch {
    return undefined;
  }
}

/** sharp picks its binary by the system's name; what it links to lies in a package beside. */
const forThisSystem = () =>
  fs
    .readdirSync(path.join(modules, '@img'))
    .filter((name) => name.startsWith('sharp-'))
    .flatMap((name) => {
      const lib = path.join(modules, '@img', name, 'lib');
      return fs
        .readdirSync(lib)
        .filter((file) => /\.(node|so[.\d]*|dylib|dll)$/.test(file))
        .map((file) => path.join(lib, file));
    });

/**
 * The files of node_modules that the packaged app needs: what its entries load, and what that loads, each with its
 * package's package.json and licence.
 */
export function neededFiles() {
  const files = new Set();
  const missing = [];
  const waiting = [
    ...ENTRIES.map((entry) => load.resolve(entry)),
    ...BESIDE.map((file) => path.join(modules, file)),
    ...forThisSystem(),
  ];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    if (!/\.[cm]?js$/.test(file)) continue;
    for (const name of namesIn(file)) {
      const found = resolveFrom(file, name);
      if (found?.startsWith(modules + path.sep)) waiting.push(found);
      else if (!isOptional(name)) missing.push(`${name} (for ${path.relative(modules, file)})`);
    }
  }
  if (missing.length > 0)
    throw new Problem(`Not installed, but loaded: ${missing.join(', ')}.`, 'Run `npm ci`.');
  const packages = new Set([...files].map(packageOf));
  for (const folder of packages)
    for (const name of fs.readdirSync(folder))
      if (name === 'package.json' || /^(licen[cs]e|notice|copying)/i.test(name))
        files.add(path.join(folder, name));
  return { files: [...files].sort(), packages: [...packages].sort() };
}
