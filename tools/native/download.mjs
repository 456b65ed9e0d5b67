import * as fs from 'node:fs';
import * as path from 'node:path';
import { sizeOf } from '../lib/files.mjs';
import { capture, lastLines, looksOffline } from '../lib/run.mjs';
import { Problem, megabytes, say, step } from '../lib/say.mjs';
import { TENSORFLOW_VERSION } from './variant.mjs';

// Any Python can fetch it: the tags name the one wheel whose hash stands here.
const SHA256 = '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c';
const TAGS = '--implementation cp --python-version 311 --platform manylinux_2_27_x86_64';
const BYTES = 274e6;

const OPTIONS =
  '--no-deps --only-binary=:all: --no-cache-dir --disable-pip-version-check --retries 2 --progress-bar off';

/** Downloads TensorFlow's wheel to `file`, under a folder that is only ours. Nothing is installed into Python. */
export async function downloadWheel(python, file) {
  // A folder of its own for each attempt: the pip of a killed attempt may still be writing.
  const attempt = fs.mkdtempSync(path.join(path.dirname(file), 'download-'));
  const wanted = path.join(attempt, 'requirements.txt');
  fs.writeFileSync(wanted, `tensorflow-cpu==${TENSORFLOW_VERSION} --hash=sha256:${SHA256}\n`);
  let told = 0;
  const onTick = () => {
    // At the end pip copies the file from one folder to another, and both are here.
    const now = Math.min(sizeOf(attempt), BYTES);
    if (now < told + 25e6) return;
    told = now;
    say(`  ${megabytes(now)} of ${megabytes(BYTES)}`);
  };
  const args = `-m pip download ${OPTIONS} ${TAGS} --require-hashes`.split(' ');
  try {
    await step(`downloading TensorFlow ${TENSORFLOW_VERSION} (${megabytes(BYTES)}, once)`, () =>
      capture(python, [...args, '-r', wanted, '-d', attempt], { env: { TMPDIR: attempt }, onTick }),
    );
  } catch (error) {
    throw new Problem(
      `pip could not download tensorflow-cpu ${TENSORFLOW_VERSION}.`,
      looksOffline(error)
        ? 'Check the connection to the Python package index (a proxy?), then run `node tools/native-runtime.mjs`.'
        : 'Look at what pip says above, then run `node tools/native-runtime.mjs`.',
      lastLines(error),
    );
  }
  const wheel = fs.readdirSync(attempt).find((name) => name.endsWith('.whl'));
  fs.renameSync(path.join(attempt, wheel), file);
  fs.rmSync(attempt, { recursive: true, force: true });
}
