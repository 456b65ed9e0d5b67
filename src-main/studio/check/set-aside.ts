import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../durable/atomic-file';
import type { CheckContext, Mend } from './check-context';

/** In the library's bin: no run has such a name. Nothing but a person's own hands removes what lies there. */
export const SET_ASIDE = '.set-aside';

/** A place for it that is free. */
async function freePlace(wanted: string): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const place = tries === 1 ? wanted : `${wanted}.${tries}`;
    if ((await stat(place).catch(() => undefined)) === undefined) return place;
  }
}

/** Moves something out of the way, into the library's bin, under the path that it had. */
export function settingAside({ library, pathOf, result }: CheckContext, path: string, then = ''): Mend {
  const stamp = result.startedAt.slice(0, 19).replaceAll(':', '-');
  const its = pathOf.call({ library }, path);
  const target = join(library.bin, SET_ASIDE, stamp, its);
  const where = `bin/${SET_ASIDE}/${stamp}`;
  const after = then === '' ? '' : ` ${then}`;
  return {
    words: `It can be set aside, in ${where} of the library.${after}`,
    done: `It was set aside, in ${where} of the library.${after}`,
    do: async () => {
      await mkdir(dirname(target), { recursive: true });
      await rename(path, await freePlace(target));
      await syncFolder(dirname(path));
    },
  };
}
