import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import type { LibraryBackup } from '@shared/contract/library-backup';
import type { LibraryCheck } from '@shared/contract/library-check';
import { useClient } from '../client/provide';

const LOOK_EVERY_MS = 400;

/** The last check and the last backup of the library, under way or done. */
export const useLibraryCare = defineStore('library-care', () => {
  const client = useClient();
  const check = shallowRef<LibraryCheck | null>(null);
  const backup = shallowRef<LibraryBackup | null>(null);
  return {
    checked: check,
    backup,
    fetch: async () => {
      [check.value, backup.value] = await Promise.all([client.library.checked(), client.library.backup()]);
    },
    check: async (mend: boolean) => void (check.value = await client.library.check({ mend })),
    /** @param to a grant */
    backUp: async (to: string) => void (backup.value = await client.library.backUp({ to })),
    giveUpBackup: async () => void (backup.value = await client.library.giveUpBackup()),
  };
});

/** Looks again and again while a page shows how far they are. */
export function watchLibraryCare(): void {
  const care = useLibraryCare();
  const timer = setInterval(() => {
    if (care.checked?.state === 'checking' || care.backup?.state === 'copying') {
      void care.fetch().catch(() => {});
    }
  }, LOOK_EVERY_MS);
  onScopeDispose(() => clearInterval(timer));
}
