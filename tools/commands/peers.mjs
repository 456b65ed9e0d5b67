import * as fs from 'node:fs';
import { ensureBrowser } from '../browser.mjs';
import { inRoot } from '../lib/files.mjs';
import { runStages } from '../lib/stages.mjs';
import { vitestStage } from '../lib/vitest.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensurePeers } from '../setup/peers.mjs';

/**
 * The benchmark's Python, which has TensorFlow and PyTorch; here they would be installed for minutes: PyTorch's only wheel
 * for Linux brings 3 GB with it.
 */
const benchmark = inRoot('.cache/bench-venv/bin/python');

/** Another Python that has PyTorch, safetensors and Pillow. */
const chosen = process.env.TRAINYARD_TORCH_PYTHON;

/** Compares Trainyard's numbers with those of other frameworks. */
export async function run(args) {
  const python = await ensurePeers();
  await ensureNativeRuntime();
  await ensureBuild({ forAnyElectron: true });
  const env = {
    TRAINYARD_PYTHON: python,
    TRAINYARD_CHROMIUM: await ensureBrowser(),
    ...(fs.existsSync(benchmark)
      ? { TRAINYARD_TENSORFLOW_PYTHON: benchmark, TRAINYARD_TORCH_PYTHON: benchmark }
      : {}),
    ...(chosen ? { TRAINYARD_TORCH_PYTHON: chosen } : {}),
  };
  return runStages([vitestStage('peers', { config: 'vitest.peers.config.ts', args, env })]);
}
