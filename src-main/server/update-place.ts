import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { UpdatePlace } from '../studio/update/update-place';

/** `update-sources.json`, as the app is packaged with it: where newer versions are announced, and by whom. */
const sourcesSchema = z.object({
  version: z.literal(1),
  folders: z.array(z.url()),
  /** public Ed25519 keys in PEM */
  keys: z.array(z.string()),
});

/** Without the file nothing is announced to this copy. */
export function updateSources(file: string | undefined): Pick<UpdatePlace, 'sources' | 'keys'> {
  try {
    if (file === undefined) return { sources: [], keys: [] };
    const { folders, keys } = sourcesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { sources: folders, keys };
  } catch {
    return { sources: [], keys: [] };
  }
}

/**
 * How a program is updated that was not packaged: where its sources are. Only to try updates out does TRAINYARD_UPDATES name
 * such a file as packages have; a packaged app does not look at it.
 *
 * @param data the folder of the program's own data
 */
export function updatePlace(data: string, env: NodeJS.ProcessEnv = process.env): UpdatePlace {
  const tried = env['TRAINYARD_UPDATES'] || undefined;
  return {
    folder: join(tried === undefined ? data : dirname(tried), 'updates'),
    isPackaged: tried !== undefined,
    ...updateSources(tried),
    kind: tried === undefined ? undefined : 'deb',
  };
}
