import { join } from 'node:path';
import { readKeeping, withoutMark, writeKeeping } from '../keeping-file';
import type { Library } from '../library';
import { mustRead } from '../where-read';
import type { LibraryUse } from './check-context';

/** A library that nobody has open: a backup, say. */
export function unusedLibrary({ runs }: Pick<Library, 'runs'>): LibraryUse {
  return {
    isBusy: () => false,
    hold: async () => () => {},
    markDamaged: async (run, checkpoint, reason) => {
      const keeping = await readKeeping(join(runs, run), mustRead);
      await writeKeeping(join(runs, run), {
        ...keeping,
        damaged: { ...keeping.damaged, [checkpoint]: reason },
      });
    },
    markSound: async (run, checkpoint) => {
      const keeping = await readKeeping(join(runs, run), mustRead);
      await writeKeeping(join(runs, run), { ...keeping, damaged: withoutMark(keeping, checkpoint) });
    },
    unpin: async (run, checkpoint) => {
      const keeping = await readKeeping(join(runs, run), mustRead);
      const pinned = keeping.pinned.filter((one) => one !== checkpoint);
      await writeKeeping(join(runs, run), { ...keeping, pinned });
    },
    isMaking: () => false,
  };
}
