import * as os from 'node:os';
import * as path from 'node:path';
import { modules } from '../lib/files.mjs';

// Numbers of a run depend on the exact TensorFlow: a newer one is a decision, made here.
export const TFJS_VERSION = '4.22.0';
export const TENSORFLOW_VERSION = '2.21.0';
export const NAPI_VERSION = 8;

export const packageDir = path.join(modules, '@tensorflow', 'tfjs-node');
/** Read by the app to explain which backend it has, and why. */
export const outcomeFile = path.join(modules, '.trainyard-native.json');

const cacheHome = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
export const cacheDir = path.join(cacheHome, 'trainyard', 'native');
export const key = `tfjs-${TFJS_VERSION}-tensorflow-${TENSORFLOW_VERSION}-cpu-${process.platform}-${process.arch}`;
/** Laid out like the package itself: the addon looks for its libraries in ../../deps/lib. */
export const runtimeDir = path.join(cacheDir, key);
export const runtimeStamp = path.join(runtimeDir, 'native-runtime.json');
