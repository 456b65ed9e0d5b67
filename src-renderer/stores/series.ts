import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';

/** How far the per-step series of a run has grown, as last announced. */
export interface SeriesMark {
  rows: number;
  generation: number;
  /** how often the engine of that generation went back */
  rollBacks: number;
}

export const useSeriesMarks = defineStore('series-marks', () => {
  const byRun = shallowReactive(new Map<string, SeriesMark>());
  return { byRun, put: (run: string, mark: SeriesMark) => byRun.set(run, mark) };
});
