import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashText, inRoot, readIfThere, writeWhole } from '../lib/files.mjs';
import { capture, lastLines } from '../lib/run.mjs';
import { Problem, step } from '../lib/say.mjs';

const kitFolder = inRoot('tools/package/kit');
const stamp = path.join(kitFolder, 'node_modules/.trainyard-stamp');

/** Installs what only packaging needs, from a lockfile of its own: nobody else has to wait for it. */
export async function ensureKit() {
  const wanted = hashText(fs.readFileSync(path.join(kitFolder, 'package-lock.json'), 'utf8'));
  if (readIfThere(stamp) === wanted) return;
  try {
    await step('installing what packages are made with', () =>
      capture('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: kitFolder,
      }),
    );
  } catch (error) {
    throw new Problem('The packaging tools could not be installed.', undefined, lastLines(error));
  }
  writeWhole(stamp, wanted);
}

/** One of the kit's own modules. */
export const importFromKit = (name) =>
  import(pathToFileURL(createRequire(path.join(kitFolder, 'here.cjs')).resolve(name)).href);
