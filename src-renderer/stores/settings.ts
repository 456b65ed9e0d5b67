import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { SettingsSummary, StudioSettings } from '@shared/contract/settings';
import { useClient } from '../client/provide';

/** The studio's settings, and what of them this machine and shell can do. */
export const useSettings = defineStore('settings', () => {
  const client = useClient();
  /** undefined until they were fetched */
  const known = shallowRef<SettingsSummary>();
  return {
    known,
    /** Somebody changed them, here or elsewhere. */
    put: (settings: SettingsSummary) => (known.value = settings),
    fetch: async () => (known.value = await client.settings.get()),
    /**
     * Changes some of them on top of what they are now, here or in another window.
     *
     * @param certificates a grant for a file of them, or empty for none; left out: they stay as they are
     */
    change: async (changes: Partial<Omit<StudioSettings, 'certificates'>>, certificates?: string) => {
      const { settings } = await client.settings.get();
      known.value = await client.settings.set({ ...settings, ...changes, certificates });
    },
  };
});
