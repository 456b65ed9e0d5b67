import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where this program keeps what it can make anew at any time: TRAINYARD_CACHE, else the system's place for that. */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['TRAINYARD_CACHE']) return resolve(env['TRAINYARD_CACHE']);
  if (platform === 'win32') {
    return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'Trainyard', 'Cache');
  }
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Trainyard');
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'trainyard');
}
