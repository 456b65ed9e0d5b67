import type { Implementer } from './implementer';
import type { StudioParts } from './studio-parts';

/** The library's folder: moved, checked, copied, removed. */
export function libraryHandlers(os: Implementer, parts: StudioParts) {
  return {
    library: {
      place: os.library.place.handler(() => parts.move.place()),
      move: os.library.move.handler(({ input }) => parts.move.begin(input.to)),
      goOnMove: os.library.goOnMove.handler(() => parts.move.goOn()),
      giveUpMove: os.library.giveUpMove.handler(() => parts.move.giveUp()),
      removeOld: os.library.removeOld.handler(() => parts.move.removeOld()),
      check: os.library.check.handler(({ input }) => parts.checks.begin(input.mend)),
      checked: os.library.checked.handler(() => parts.checks.last()),
      backUp: os.library.backUp.handler(({ input }) => parts.backups.begin(input.to)),
      backup: os.library.backup.handler(() => parts.backups.last()),
      removeAll: os.library.removeAll.handler(({ input }) => parts.removal.set(input.on)),
      removal: os.library.removal.handler(() => ({ on: parts.removal.isOn })),
      giveUpBackup: os.library.giveUpBackup.handler(() => parts.backups.giveUp()),
    },
  };
}
