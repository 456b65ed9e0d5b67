import { z } from 'zod';
import { hostPathSchema } from '../host-path';
import { libraryBackupSchema } from '../library-backup';
import { libraryCheckSchema } from '../library-check';
import { libraryPlaceSchema } from '../library-move';
import { method } from './method';

/** The folder that everything lies in, and moving it to another one. */
export const libraryMethods = {
  place: method.output(libraryPlaceSchema),
  /** Copies it there, verified, while it is in use; from the next start on that one is used. Goes on where it was cut off. */
  move: method.input(z.object({ to: hostPathSchema })).output(libraryPlaceSchema),
  /** Goes on with a move that was cut off. */
  goOnMove: method.output(libraryPlaceSchema),
  giveUpMove: method.output(libraryPlaceSchema),
  /** Removes, for good, what lies where it was before. */
  removeOld: method.output(libraryPlaceSchema),
  /** Begins to look for what faults may have left, and to mend it with `mend`; answers at once. */
  check: method.input(z.object({ mend: z.boolean().default(false) })).output(libraryCheckSchema),
  /** What the last check found, or finds; null before the first. */
  checked: method.output(libraryCheckSchema.nullable()),
  /** Begins to copy it while it is in use, to a folder or a zip archive; answers at once. */
  backUp: method.input(z.object({ to: hostPathSchema })).output(libraryBackupSchema),
  /** What became of the last backup, or becomes; null before the first. */
  backup: method.output(libraryBackupSchema.nullable()),
  /** Has everything of the library removed, for good, when the studio closes; or not after all. Refused while it works. */
  removeAll: method.input(z.object({ on: z.boolean() })).output(z.object({ on: z.boolean() })),
  removal: method.output(z.object({ on: z.boolean() })),
  giveUpBackup: method.output(libraryBackupSchema.nullable()),
};
