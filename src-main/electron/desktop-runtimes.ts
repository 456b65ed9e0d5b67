import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { z } from 'zod';
import { runtimePlace } from '../server/runtime-place';
import type { RuntimePlace } from '../studio/runtime/runtimes';

const sourcesSchema = z.object({ version: z.literal(1), folders: z.array(z.url()) });

/** Written when the app is packaged, by `tools/package/stage-app.mjs`. */
function packagedSources(file: string): string[] {
  try {
    return sourcesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).folders;
  } catch {
    // Without it a person can still name an address.
    return [];
  }
}

/** A packaged app brings the addon along, and no library; one that is run from its sources may have built both. */
export function desktopRuntimes(): RuntimePlace {
  const data = app.getPath('userData');
  if (!app.isPackaged) return runtimePlace(data);
  const native = join(process.resourcesPath, 'native');
  return {
    folder: join(data, 'runtimes'),
    addon: join(native, 'tfjs_binding.node'),
    sources: packagedSources(join(native, 'runtime-sources.json')),
    hasOwn: false,
  };
}
