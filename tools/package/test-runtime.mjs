import * as fs from 'node:fs';
import * as path from 'node:path';
import { readIfThere, readJson, writeJson, writeWhole } from '../lib/files.mjs';
import { Problem } from '../lib/say.mjs';

// Only for tests, on machines where Electron's own download cannot be reached: an older Electron stands in, and the
// launcher that comes with it fills its gaps before the app begins. Neither is in what people are given.

const ENTRY = 'test-runtime/start.cjs';
const START = `require('./polyfill.cjs');
require('./electron-polyfill.cjs');
require('../out/main/main.cjs');
`;

/** The Electron that stands in, without its launcher; undefined where there is none. */
export function standIn(folder) {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!dist) return undefined;
  const version = readIfThere(path.join(dist, 'version'))?.trim();
  if (!version) throw new Problem(`There is no Electron in ${dist}.`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.cpSync(dist, folder, {
    recursive: true,
    filter: (file) => file !== path.join(dist, 'resources', 'app'),
  });
  return { dist: folder, version, launcher: path.join(dist, 'resources', 'app') };
}

/** Has the staged app begin with the launcher's parts that fill the gaps. */
export function addLauncher(app, launcher) {
  const folder = path.join(app, path.dirname(ENTRY));
  const isPart = (file) => !['main.cjs', 'node_modules'].includes(path.basename(file));
  fs.cpSync(launcher, folder, { recursive: true, filter: (file) => file === launcher || isPart(file) });
  for (const name of ['core-js', 'undici', '@fastify'])
    fs.cpSync(path.join(launcher, 'node_modules', name), path.join(app, 'node_modules', name), {
      recursive: true,
    });
  writeWhole(path.join(app, ENTRY), START);
  const file = path.join(app, 'package.json');
  writeJson(file, { ...readJson(file), main: `./${ENTRY}` });
}
