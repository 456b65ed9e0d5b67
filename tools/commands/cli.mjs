import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { passThrough } from '../lib/run.mjs';
import { ensureBuild } from '../setup/build.mjs';

export async function run(args) {
  await ensureBuild({ forAnyElectron: true });
  return passThrough(ownNode, [inRoot('out/main/cli.cjs'), ...args]);
}
