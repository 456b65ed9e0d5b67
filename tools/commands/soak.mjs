import { runStages } from '../lib/stages.mjs';
import { vitestStage } from '../lib/vitest.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';
import { ensureBuild } from '../setup/build.mjs';

export async function run(args) {
  await ensureNativeRuntime();
  await ensureBuild({ forAnyElectron: true });
  return runStages([vitestStage('soak', { config: 'vitest.soak.config.ts', args })]);
}
