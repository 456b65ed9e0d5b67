import { ensureBrowser } from '../browser.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';
import { takePictures } from '../pictures/take-pictures.mjs';
import { ensureBuild } from '../setup/build.mjs';

/** Takes the pictures of README and guide from the running program, and writes them into docs/pictures. */
export async function run() {
  await ensureNativeRuntime();
  await ensureBuild({ forAnyElectron: true });
  await takePictures(await ensureBrowser());
}
