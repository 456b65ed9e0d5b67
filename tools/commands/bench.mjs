import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { passThrough } from '../lib/run.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';

/** Measures Trainyard beside other frameworks and writes docs/benchmarks.md, or docs/loader-benchmark.md or docs/window-benchmark.md. */
export async function run(args) {
  await ensureNativeRuntime();
  await ensureBuild({ forAnyElectron: true });
  const program = args.includes('--studio') ? 'studio' : args.includes('--loader') ? 'loader' : 'run';
  return passThrough(ownNode, [inRoot(`tools/bench/${program}.mjs`), ...args]);
}
