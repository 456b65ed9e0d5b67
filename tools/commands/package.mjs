import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot, sizeOf } from '../lib/files.mjs';
import { Problem, megabytes, say } from '../lib/say.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';
import { makeDeb } from '../package/deb.mjs';
import { ensureKit } from '../package/kit.mjs';
import { makeRpm } from '../package/rpm.mjs';
import { stageApp } from '../package/stage-app.mjs';
import { buildPackages } from '../package/unpacked.mjs';

const FORMATS = { linux: ['AppImage', 'deb', 'rpm'], win32: ['nsis'], darwin: ['dmg'] };

/** `npm run package` makes all packages of this system; `npm run package -- deb` only that. They lie in dist/. */
export async function run(args) {
  const known = FORMATS[process.platform] ?? [];
  const wanted = args.length > 0 ? args : known;
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown)
    throw new Problem(`"${unknown}" is no package of this system.`, `Known are: ${known.join(', ')}.`);
  await ensureNativeRuntime();
  await ensureKit();
  const stage = inRoot('.cache/package');
  const output = inRoot('dist');
  await stageApp(stage);
  // Made by scripts of ours, from the folder that the others are made from, too.
  const ours = { deb: makeDeb, rpm: makeRpm };
  await buildPackages(
    wanted.filter((name) => !Object.hasOwn(ours, name)),
    { stage, output },
  );
  const made = { unpacked: path.join(output, 'linux-unpacked'), icons: path.join(stage, 'icons'), output };
  for (const [name, make] of Object.entries(ours)) if (wanted.includes(name)) await make(made);
  for (const name of fs.readdirSync(output).filter((file) => /\.(AppImage|deb|rpm|exe|dmg)$/.test(file)))
    say(`${path.join('dist', name)}: ${megabytes(sizeOf(path.join(output, name)))}`);
  return 0;
}
