import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { RuntimePlace } from '../studio/runtime/runtimes';

/** Where a program that was not packaged finds and keeps native libraries. @param data the folder of the program's own data */
export function runtimePlace(data: string): RuntimePlace {
  const folder = join(data, 'runtimes');
  try {
    const own = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json'));
    const addon = join(own, 'lib', 'napi-v8', 'tfjs_binding.node');
    const hasOwn = existsSync(addon);
    return { folder, sources: [], addon: hasOwn ? addon : undefined, hasOwn };
  } catch {
    return { folder, sources: [], addon: undefined, hasOwn: false };
  }
}
