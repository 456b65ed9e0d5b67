import type { LocationQuery } from 'vue-router';
import type { SavedDraft } from '@shared/contract/draft';
import type { useCheckpoints } from '../../stores/checkpoints';
import type { useDatasets } from '../../stores/datasets';
import type { useDraft } from '../../stores/draft';
import type { useRuns } from '../../stores/runs';
import { firstPreset } from './first-preset';

interface Stores {
  draft: ReturnType<typeof useDraft>;
  runs: ReturnType<typeof useRuns>;
  datasets: ReturnType<typeof useDatasets>;
  checkpoints: ReturnType<typeof useCheckpoints>;
  /** the draft that was saved last */
  last: SavedDraft | undefined;
}

/**
 * Begins the draft that an address asks for: `run` for a copy, with `checkpoint` for its weights, `dataset`
 * and `preset` for a fresh one. Asked for nothing, a draft that was begun before stays, or the last one that was kept
 * comes back.
 */
export function beginDraft(query: LocationQuery, { draft, runs, datasets, checkpoints, last }: Stores): void {
  const text = (key: string) => {
    const value = query[key];
    return typeof value === 'string' ? value : '';
  };
  const run = runs.wholeById.get(text('run'));
  if (run) {
    const checkpoint = checkpoints.find(run.id, text('checkpoint'));
    return checkpoint ? draft.beginFromCheckpoint(run, checkpoint) : draft.beginAsCopy(run);
  }
  const isAsked = text('dataset') !== '' || text('preset') !== '';
  if (!isAsked && draft.spec !== undefined) return;
  if (!isAsked && last) return draft.resume(last);
  const dataset = datasets.byId.get(text('dataset')) ?? datasets.list[0];
  if (dataset) draft.begin(firstPreset(dataset, text('preset')), dataset);
}
