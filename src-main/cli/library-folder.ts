import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where programs keep their data, the same place as Electron's `appData`. */
function applicationData(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return env['APPDATA'] || join(homedir(), 'AppData', 'Roaming');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
}

/** Where the window keeps its own data, and with it what it has fetched. */
export const programData = (
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
) => join(applicationData(env, platform), 'Trainyard');

/** The library to use: as asked, else TRAINYARD_LIBRARY, else the one that the window uses. */
export function libraryFolder(
  asked: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  return resolve(asked || env['TRAINYARD_LIBRARY'] || join(programData(env, platform), 'library'));
}
