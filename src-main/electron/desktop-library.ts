import { setTimeout as sleep } from 'node:timers/promises';
import { forwardRouter } from '../server/forward-router';
import type { LibraryFolder } from '../server/open-library';
import { joinLibrary, type JoinedLibrary } from '../server/join-library';
import type { ServedRouter } from '../server/rpc-socket';
import type { StudioOptions } from '../studio/studio';

const RETRY_MS = 2000;

export interface DesktopLibraryOptions {
  studio: StudioOptions & {
    showFolder: NonNullable<StudioOptions['showFolder']>;
  };
  /** whether it is to be made where it is missing, at the start */
  folder: LibraryFolder;
  /** Hears of the studio to show, now and at each change; undefined while there is none. */
  onStudio(router: ServedRouter | undefined): void;
  /**
   * Hears why the library cannot be had after the studio that closed: once, and again when it was tried
   * because the person asked. It is tried every few seconds anyway.
   */
  onTrouble(sentence: string, tryAgain: () => void): void;
}

/** The library as the window has it: its own, or another Trainyard's for as long as that one is open. */
export interface DesktopLibrary {
  readonly folder: string;
  /** runs of our own that train or will start by themselves: another Trainyard's are not ours to stop */
  activeRuns(): number;
  /** Saves what trains here and gives the library free; a studio that we are attached to is left as it is. */
  close(): Promise<void>;
}

/**
 * Opens the library, or attaches to the Trainyard that did; when that one closes, opens it in its place.
 *
 * @throws {LibraryError} one sentence, when neither works at the start
 */
export async function openDesktopLibrary(options: DesktopLibraryOptions): Promise<DesktopLibrary> {
  const { studio, onStudio, onTrouble } = options;
  let current: JoinedLibrary | undefined;
  let joining: Promise<void> = Promise.resolve();
  let isClosing = false;
  let awake = new AbortController();

  const join = async (folder: LibraryFolder) => {
    const library = await joinLibrary(studio, 'follower', folder);
    current = library;
    if ('own' in library) {
      onStudio(library.own.studio.router);
      return;
    }
    const { attached, heldBy } = library;
    onStudio(forwardRouter({ ...attached, pid: heldBy.pid, showFolder: studio.showFolder }));
    void attached.closed.then(() => {
      if (!isClosing) joining = joinAgain();
    });
  };

  const joinAgain = async () => {
    current = undefined;
    onStudio(undefined);
    let isAsked = false;
    for (let tries = 1; !isClosing; tries += 1) {
      try {
        await join('there');
        return;
      } catch (error) {
        const sentence = error instanceof Error ? error.message : String(error);
        if (tries === 1 || isAsked) onTrouble(sentence, () => awake.abort());
        await sleep(RETRY_MS, undefined, { signal: awake.signal }).catch(() => {});
        isAsked = awake.signal.aborted;
        awake = new AbortController();
      }
    }
  };

  await join(options.folder);
  return {
    folder: studio.libraryFolder,
    activeRuns: () => (current && 'own' in current ? current.own.studio.activeRuns() : 0),
    close: async () => {
      isClosing = true;
      awake.abort();
      await joining;
      if (current && 'own' in current) await current.own.close({ save: true });
      else current?.attached.close();
    },
  };
}
