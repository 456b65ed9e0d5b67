import * as fs from 'node:fs';
import * as path from 'node:path';
import { sizeOf } from '../lib/files.mjs';
import { nodeToUse, ownPath } from '../lib/node.mjs';
import { capture } from '../lib/run.mjs';
import { Problem, megabytes, say } from '../lib/say.mjs';
import { packageDir } from './variant.mjs';
import { verify } from './verify.mjs';

const LIMIT_MS = 15 * 60_000;
// Its installer waits for ever on a host that does not answer.
const SILENT_SECONDS = 60;

const parts = ['lib', 'deps'].map((name) => path.join(packageDir, name));
const clear = () => parts.forEach((part) => fs.rmSync(part, { recursive: true, force: true }));

/** The library that @tensorflow/tfjs-node's own installer downloads: TensorFlow 2.9, or 2.7 on ARM. Returns its version. */
export async function installOfficial() {
  clear();
  say("trying the TensorFlow that the package's own installer downloads …");
  let silent = 0;
  let size = 0;
  const onTick = (stop) => {
    const now = sizeOf(packageDir);
    silent = now === size ? silent + 1 : 0;
    if (Math.floor(now / 50e6) > Math.floor(size / 50e6)) say(`  ${megabytes(now)}`);
    size = now;
    if (silent >= SILENT_SECONDS) stop(`nothing came for ${SILENT_SECONDS} s`);
  };
  try {
    const options = { cwd: packageDir, env: { PATH: ownPath }, onTick, timeoutMs: LIMIT_MS };
    await capture(nodeToUse(), ['scripts/install.js'], options);
    return await verify(packageDir);
  } catch (error) {
    clear();
    const reason = /^\w*Error:.*$/m.exec(error.output ?? '')?.[0] ?? error.message;
    throw new Problem(`The package's own installer failed (${reason}).`);
  }
}
