import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runtimeFor } from '@shared/runtime/runtimes';

const PACKAGES = { cpu: '@tensorflow/tfjs-node', gpu: '@tensorflow/tfjs-node-gpu' } as const;

/** The addon's place below its package, and below a fetched runtime: it looks for its libraries in ../../deps/lib. */
export const ADDON_PLACE = join('lib', 'napi-v8', 'tfjs_binding.node');

/** Where an npm package lies, or undefined when it is not installed. */
function packageFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** The package whose JavaScript calls the addon. */
export const nativePackage = (rung: 'cpu' | 'gpu'): string => PACKAGES[rung];

/** The addon of a rung with its libraries: built beside the package, or fetched into TRAINYARD_RUNTIMES. */
export function nativeAddon(rung: 'cpu' | 'gpu'): string | undefined {
  const runtime = runtimeFor(rung, process.platform, process.arch);
  const runtimes = process.env['TRAINYARD_RUNTIMES'];
  const folders = [packageFolder(PACKAGES[rung]), runtime && runtimes && join(runtimes, runtime.id)];
  return folders
    .filter((folder): folder is string => Boolean(folder))
    .map((folder) => join(folder, ADDON_PLACE))
    .find((path) => existsSync(path));
}

/** Why a native rung cannot even be tried, in a sentence; loading an addon without its libraries throws a long list of paths. */
export function whyNoAddon(rung: 'cpu' | 'gpu'): string | undefined {
  if (packageFolder(PACKAGES[rung]) === undefined) return `The package ${PACKAGES[rung]} is not installed.`;
  if (nativeAddon(rung) !== undefined) return undefined;
  return `TensorFlow's native library for the ${rung.toUpperCase()} is not installed.`;
}
