import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { passThrough } from '../lib/run.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';

/** Measures Trainyard beside other frameworks and writes docs/benchmarks.md. */
export async function run(args) {
  await ensureNativeRuntime();
  await ensureBuild({ forAnyElectron: true });
  return passThrough(ownNode, [inRoot('tools/bench/run.mjs'), ...args]);
}
