import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json'));

/** Whether this machine has TensorFlow's native library; tests that need it say so by being skipped. */
export const nativeReady = existsSync(join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'));

if (!nativeReady && process.env['CI'] === 'true') throw new Error('CI needs the native TensorFlow library.');
