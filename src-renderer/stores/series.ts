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
  /** how often more of a run's epochs was announced to be recorded */
  const recorded = shallowReactive(new Map<string, number>());
  return {
    byRun,
    recorded,
    hearRecorded: (run: string) => recorded.set(run, (recorded.get(run) ?? 0) + 1),
    put: (run: string, mark: SeriesMark) => byRun.set(run, mark),
  };
});
