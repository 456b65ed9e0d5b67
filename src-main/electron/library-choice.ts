import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface LibraryChoice {
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  /** from the settings */
  chosen: string | undefined;
  userData: string;
}

/** The library that the program was started with, by `--library DIR` or TRAINYARD_LIBRARY, if it was. */
export function givenLibrary({ argv, env }: Pick<LibraryChoice, 'argv' | 'env'>): string | undefined {
  // Not strict: Chromium's own switches are among the arguments.
  const { values } = parseArgs({ args: [...argv], options: { library: { type: 'string' } }, strict: false });
  const asked = typeof values.library === 'string' ? values.library : undefined;
  return asked || env['TRAINYARD_LIBRARY'] || undefined;
}

/** The library to open: `--library DIR`, else TRAINYARD_LIBRARY, else the settings, else the default. */
export function chooseLibrary({ argv, env, chosen, userData }: LibraryChoice): string {
  return resolve(givenLibrary({ argv, env }) ?? chosen ?? join(userData, 'library'));
}
