import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackendKind, BackendReport } from '@shared/contract/backend';
import { ADDON_PLACE, nativePackage } from './native-addon';

const packageOf = (kind: BackendKind): string =>
  kind === 'wasm' ? '@tensorflow/tfjs-backend-wasm' : nativePackage(kind);

/** Folders in which a package would be found, the nearest first. */
function placesOf(name: string): string[] {
  return (createRequire(import.meta.url).resolve.paths(name) ?? []).map((folder) => join(folder, name));
}

const librariesOf = (folder: string): string[] => {
  const libraries = join(folder, 'deps', 'lib');
  return existsSync(libraries) ? readdirSync(libraries).map((name) => join(libraries, name)) : [];
};

/**
 * The files, there or missing, that what a probe found hangs on alone: as long as they stay what they are, another probe
 * would find the same.
 *
 * @returns null where it hangs on more than files: on a GPU with its driver, or on a failure that may pass
 */
export function probeFiles({ kind, state }: BackendReport): string[] | null {
  // This very program, of which another version may probe otherwise.
  const program = fileURLToPath(import.meta.url);
  const places = placesOf(packageOf(kind));
  const found = places.find((folder) => existsSync(folder));
  // Up to where it was found: nearer ones would go before.
  const packages = (found ? places.slice(0, places.indexOf(found) + 1) : places).map((folder) =>
    join(folder, 'package.json'),
  );
  if (kind === 'wasm') return state === 'ready' ? [program, ...packages] : null;
  const runtimes = process.env['TRAINYARD_RUNTIMES'];
  const elsewhere = runtimes ? [runtimes] : [];
  const addon = found && join(found, ADDON_PLACE);
  const files = [program, ...packages, ...elsewhere, ...(addon ? [addon, dirname(addon)] : [])];
  const isMissing = addon === undefined || !existsSync(addon);
  if (isMissing) return state === 'unavailable' ? files : null;
  return state === 'ready' && kind === 'cpu' ? [...files, ...librariesOf(found!)] : null;
}
