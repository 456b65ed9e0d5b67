import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import type { LibraryPlace } from '@shared/contract/library-move';
import { useClient } from '../client/provide';

const LOOK_EVERY_MS = 500;

/** Where the library lies, and its way to another folder. */
export const useLibraryPlace = defineStore('library-place', () => {
  const client = useClient();
  const known = shallowRef<LibraryPlace>();
  const put = (place: LibraryPlace) => (known.value = place);
  return {
    known,
    fetch: async () => put(await client.library.place()),
    /** @param to a grant */
    move: async (to: string) => put(await client.library.move({ to })),
    goOn: async () => put(await client.library.goOnMove()),
    giveUp: async () => put(await client.library.giveUpMove()),
    removeOld: async () => put(await client.library.removeOld()),
  };
});

/** Looks again and again while a page shows how far a move is. */
export function watchLibraryPlace(): void {
  const place = useLibraryPlace();
  const timer = setInterval(() => {
    if (place.known?.move?.state === 'copying') void place.fetch().catch(() => {});
  }, LOOK_EVERY_MS);
  onScopeDispose(() => clearInterval(timer));
}
