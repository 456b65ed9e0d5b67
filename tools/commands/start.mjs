import { inRoot } from '../lib/files.mjs';
import { passThrough } from '../lib/run.mjs';
import { say } from '../lib/say.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { hasDisplay } from '../setup/display.mjs';
import { findElectron, sandboxFlags } from '../setup/electron.mjs';
import * as cli from './cli.mjs';

/** Opens the window where there can be one, else serves the same pages to a browser. */
export async function run(args) {
  await ensureNativeRuntime();
  const { program, reason } = hasDisplay() ? await findElectron() : { reason: 'There is no display' };
  if (!program) {
    say(`${reason}: serving Trainyard to a browser instead.`);
    return cli.run(['serve', ...args]);
  }
  await ensureBuild();
  // Set in some editors' terminals; it would turn Electron into a plain Node.
  delete process.env.ELECTRON_RUN_AS_NODE;
  return passThrough(program, [...sandboxFlags(), inRoot(), ...args]);
}
