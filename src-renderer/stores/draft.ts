import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { DatasetSummary } from '@shared/contract/dataset';
import type { RunSummary } from '@shared/contract/run';
import { branchedSpec, nextName } from '@shared/spec/derive';
import { presets, type PresetId } from '@shared/spec/presets';
import { withValueAt } from '@shared/spec/path';

/** The run that a draft was made from, to say what differs. */
export interface DraftOrigin {
  run: RunSummary;
  checkpoint: CheckpointSummary | undefined;
}

/** The run being put together. It outlives its page, so that looking something up loses nothing. */
export const useDraft = defineStore('draft', () => {
  const spec = shallowRef<unknown>();
  const origin = shallowRef<DraftOrigin>();
  const view = ref<'form' | 'text'>('form');

  return {
    spec,
    origin,
    view,
    begin(preset: PresetId, dataset: Pick<DatasetSummary, 'id' | 'classes'>) {
      spec.value = presets[preset].spec(dataset);
      origin.value = undefined;
    },
    beginAsCopy(run: RunSummary) {
      spec.value = { ...run.spec, name: nextName(run.name) };
      origin.value = { run, checkpoint: undefined };
    },
    beginFromCheckpoint(run: RunSummary, checkpoint: CheckpointSummary) {
      spec.value = branchedSpec(run.spec, checkpoint);
      origin.value = { run, checkpoint };
    },
    set(path: string, value: unknown) {
      spec.value = withValueAt(spec.value, path, value);
    },
    /** The next run is most often this one with a change, so all but its name stays. */
    started(run: RunSummary) {
      spec.value = withValueAt(spec.value, 'name', nextName(run.name));
      origin.value = { run, checkpoint: undefined };
    },
  };
});
