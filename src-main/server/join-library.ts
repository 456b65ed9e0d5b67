import { setTimeout as sleep } from 'node:timers/promises';
import type { LockRecord } from '../studio/library-lock';
import type { StudioOptions } from '../studio/studio';
import { attachToStudio, type AttachedStudio, type GuestKind } from './attach';
import { openLibrary, type LibraryFolder, type OwnLibrary } from './open-library';

/** How often to knock at a studio that may be closing just now, which takes it as long as its engines need to save. */
const ATTEMPTS = 40;
const KNOCK_EVERY_MS = 200;

/** A library as a program has it: by a studio of its own, or through the studio that opened it before. */
export type JoinedLibrary = { own: OwnLibrary } | { attached: AttachedStudio; heldBy: LockRecord };

/**
 * Opens a library, or attaches to the studio that did.
 *
 * @throws {LibraryError} one sentence, when neither works
 */
export async function joinLibrary(
  options: StudioOptions,
  as: GuestKind,
  folder: LibraryFolder = 'made',
): Promise<JoinedLibrary> {
  for (let attempt = 1; ; attempt += 1) {
    const library = await openLibrary(options, folder);
    if ('own' in library) return library;
    try {
      return { attached: await attachToStudio(library.heldBy, as), heldBy: library.heldBy };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await sleep(KNOCK_EVERY_MS);
    }
  }
}
