import { ensureBrowser } from '../browser.mjs';
import { Problem } from '../lib/say.mjs';
import { runStages } from '../lib/stages.mjs';
import { vitestStage } from '../lib/vitest.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensureRay } from '../setup/peers.mjs';

/** Sends sweeps to a real Ray cluster on this machine, and kills a node of it; runs the Slurm template as plain bash. */
export async function run(args) {
  if (process.platform !== 'linux') throw new Problem('The cluster is started and killed as on Linux only.');
  const python = await ensureRay();
  await ensureNativeRuntime();
  await ensureBuild({ forAnyElectron: true });
  const env = { TRAINYARD_RAY_PYTHON: python, TRAINYARD_CHROMIUM: await ensureBrowser() };
  return runStages([vitestStage('ray', { config: 'vitest.ray.config.ts', args, env })]);
}
