import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { passThrough } from '../lib/run.mjs';
import { runStages } from '../lib/stages.mjs';
import { vitestStage } from '../lib/vitest.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';

/** Measures Trainyard beside other frameworks and writes docs/benchmarks.md, or what one of the parts has a report of its own for. */
export async function run(args) {
  await ensureNativeRuntime();
  await ensureBuild({ forAnyElectron: true });
  if (args.includes('--chaos')) {
    process.env.TRAINYARD_CHAOS_MINUTES ??= '60';
    const stage = vitestStage('chaos', {
      config: 'vitest.soak.config.ts',
      args: ['test/soak/chaos.test.ts'],
    });
    return runStages([stage]);
  }
  const program =
    ['studio', 'loader', 'serving', 'profile', 'package', 'sweeps', 'hub'].find((part) =>
      args.includes(`--${part}`),
    ) ?? 'run';
  return passThrough(ownNode, [inRoot(`tools/bench/${program}.mjs`), ...args]);
}
