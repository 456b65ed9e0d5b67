import * as fs from 'node:fs';
import { ensureBrowser } from '../browser.mjs';
import { ofPlaywright } from '../lib/counts.mjs';
import { inRoot } from '../lib/files.mjs';
import { inQuickFolder } from '../lib/quick-folder.mjs';
import { passThrough } from '../lib/run.mjs';
import { Problem } from '../lib/say.mjs';
import { sideBySide } from '../lib/side-by-side.mjs';
import { runStages } from '../lib/stages.mjs';
import { vitestStage } from '../lib/vitest.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { canHaveDisplay, withDisplay } from '../setup/display.mjs';
import { findElectron } from '../setup/electron.mjs';

const inMemory = (stage) => ({ ...stage, run: () => inQuickFolder((env) => stage.run(env)) });

/** Why Electron's own tests cannot run here, or undefined. */
async function whyNoElectron() {
  if (!canHaveDisplay()) return 'there is no display, and no Xvfb to make one';
  return (await findElectron()).reason;
}

function endToEnd() {
  const report = inRoot('.cache/e2e-report.json');
  const run = async () => {
    fs.rmSync(report, { force: true });
    process.env.TRAINYARD_CHROMIUM = await ensureBrowser();
    const reason = await whyNoElectron();
    if (reason && process.env.CI === 'true') {
      console.log(`Electron's tests cannot run: ${reason}. On CI that is a failure.`);
      return 1;
    }
    if (reason) console.log(`!! NOT TESTED: the Electron window, because ${reason}. Its tests are skipped.`);
    const playwright = (env) =>
      passThrough('npm', ['run', '-s', 'e2e', '--', '--reporter=list,json'], {
        env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
      });
    return inQuickFolder((quick) =>
      reason
        ? playwright({ ...quick, TRAINYARD_NO_ELECTRON: reason })
        : withDisplay((display) => playwright({ ...quick, ...display })),
    );
  };
  return { name: 'e2e', run, counts: () => ofPlaywright(report) };
}

const build = {
  name: 'build',
  run: async () => {
    await ensureBuild();
    return 0;
  },
};

const CHECKS = ['format:check', 'lint', 'types'];

/** `npm test` runs all stages; `npm test -- unit e2e` only those. */
export async function run(names) {
  // Before the unit tests the build: those of the terminal and of faults run what was built.
  const others = [build, inMemory(vitestStage('unit')), endToEnd()];
  const known = [...CHECKS, ...others.map(({ name }) => name)];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) throw new Problem(`There is no test stage "${unknown}".`, `Known are: ${known.join(', ')}.`);
  const isChosen = (name) => names.length === 0 || names.includes(name);
  const native = await ensureNativeRuntime();
  if (native.state !== 'ready') console.log(`!! NOT TESTED: the native TensorFlow. ${native.reason}`);
  return runStages([...sideBySide(CHECKS.filter(isChosen)), ...others.filter(({ name }) => isChosen(name))]);
}
