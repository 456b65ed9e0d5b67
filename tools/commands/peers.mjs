import { runStages } from '../lib/stages.mjs';
import { vitestStage } from '../lib/vitest.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensurePeers } from '../setup/peers.mjs';

/** Compares Trainyard's numbers with those of other frameworks. */
export async function run(args) {
  const python = await ensurePeers();
  await ensureNativeRuntime();
  await ensureBuild({ forAnyElectron: true });
  return runStages([
    vitestStage('peers', { config: 'vitest.peers.config.ts', args, env: { TRAINYARD_PYTHON: python } }),
  ]);
}
