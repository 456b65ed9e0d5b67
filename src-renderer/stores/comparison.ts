import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** The address of the last comparison: the page comes back to it when it is gone to without one. */
export const useLastComparison = defineStore('last-comparison', () => {
  const query = shallowRef<Record<string, string>>({});
  return { query };
});
