import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import type { RunTiming } from '@shared/contract/speed';

/** How long runs take that were measured before they were started, by the work of an epoch; kept while the window is open. */
export const useRunTimings = defineStore('run-timings', () => ({
  byWork: shallowReactive(new Map<string, RunTiming>()),
}));
