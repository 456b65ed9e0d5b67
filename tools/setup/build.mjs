import * as fs from 'node:fs';
import * as path from 'node:path';
import { hashText, inRoot, modules, readJson, writeJson } from '../lib/files.mjs';
import { withLock } from '../lib/lock.mjs';
import { ownNode } from '../lib/node.mjs';
import { capture, lastLines } from '../lib/run.mjs';
import { Problem, step } from '../lib/say.mjs';

const stampFile = inRoot('out/.stamp');

const filesUnder = (dir) =>
  fs
    .readdirSync(dir, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(path.join(dir, entry.name)) : [path.join(dir, entry.name)],
    );

/** Everything that the build reads. */
function sourcesHash() {
  const top = fs.readdirSync(inRoot(), { withFileTypes: true });
  const folders = top.filter(
    (entry) => entry.isDirectory() && (entry.name.startsWith('src-') || entry.name === 'resources'),
  );
  const configs = top.filter((entry) =>
    /^(electron\.vite\.config\.ts|tsconfig.*\.json|package(-lock)?\.json)$/.test(entry.name),
  );
  const files = [
    ...folders.flatMap((folder) => filesUnder(inRoot(folder.name))),
    ...configs.map((file) => inRoot(file.name)),
  ];
  return hashText(...files.sort().flatMap((file) => [path.relative(inRoot(), file), fs.readFileSync(file)]));
}

/** Another Electron than the one in package.json is built for what that one understands. */
export function electronMajor() {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!dist) return process.env.ELECTRON_MAJOR_VER ?? '';
  try {
    return fs.readFileSync(path.join(dist, 'version'), 'utf8').trim().replace(/^v/, '').split('.')[0];
  } catch {
    throw new Problem(
      `ELECTRON_OVERRIDE_DIST_PATH is ${dist}, but there is no Electron in it (its "version" file is missing).`,
      'Set it to the folder that holds the electron program, or unset it.',
    );
  }
}

/** For whoever writes to out/ without building it whole. */
export const forgetBuild = () => fs.rmSync(stampFile, { force: true });

/** Builds when the sources have changed. In a terminal any Electron's build will do (`forAnyElectron`). */
export async function ensureBuild({ forAnyElectron = false } = {}) {
  const electron = electronMajor();
  const isFresh = (sources) => {
    const stamp = readJson(stampFile);
    return stamp?.sources === sources && (forAnyElectron || stamp.electron === electron);
  };
  if (isFresh(sourcesHash())) return;
  await withLock(inRoot('.cache/build.lock'), 'building', async () => {
    // Taken before the build: what changes meanwhile belongs to the next one.
    const sources = sourcesHash();
    if (isFresh(sources)) return;
    forgetBuild();
    const env = { ...(electron && { ELECTRON_MAJOR_VER: electron }), NODE_ENV: 'production' };
    try {
      await step('building', () =>
        capture(ownNode, [path.join(modules, 'electron-vite/bin/electron-vite.js'), 'build'], { env }),
      );
    } catch (error) {
      throw new Problem(
        'The build failed.',
        'If you changed nothing, delete node_modules and out, and start again.',
        lastLines(error, 30),
      );
    }
    writeJson(stampFile, { sources, electron });
  });
}
