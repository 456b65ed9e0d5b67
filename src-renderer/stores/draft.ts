import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { RunSummary } from '@shared/contract/run';
import { withRefittedSchedule } from '@shared/spec/fit-schedule';
import { branchedSpec, nextFreeName } from '@shared/spec/derive';
import { presets, type PresetDataset, type PresetId } from '@shared/spec/presets';
import { valueAt, withValueAt } from '@shared/spec/path';
import { stepsOf } from '@shared/spec/steps';
import { withSetting } from '@shared/spec/with-setting';
import { useDatasets } from './datasets';
import { useRuns } from './runs';

/** The run that a draft was made from, to say what differs. */
export interface DraftOrigin {
  run: RunSummary;
  checkpoint: CheckpointSummary | undefined;
}

/** Text that was typed for the draft and cannot be read. */
export interface UnreadText {
  text: string;
  mistake: string;
}

/** The run being put together. It outlives its page, so that looking something up loses nothing. */
export const useDraft = defineStore('draft', () => {
  const [runs, datasets] = [useRuns(), useDatasets()];
  const spec = shallowRef<unknown>();
  const origin = shallowRef<DraftOrigin>();
  const view = ref<'form' | 'text'>('form');
  /** kept until it is mended, or the form is changed instead */
  const unread = shallowRef<UnreadText>();
  const fresh = shallowRef<unknown>();

  const isFresh = computed(
    () => !origin.value && !unread.value && JSON.stringify(spec.value) === JSON.stringify(fresh.value),
  );
  function totalSteps(): number | undefined {
    const id = valueAt(spec.value, 'data.dataset');
    const dataset = typeof id === 'string' ? datasets.byId.get(id) : undefined;
    return dataset && stepsOf(spec.value, dataset)?.total;
  }
  const taken = () => new Set(runs.oldestFirst.map((run) => run.name));
  function replace(next: unknown, from: DraftOrigin | undefined) {
    spec.value = next;
    origin.value = from;
    unread.value = undefined;
  }

  return {
    spec,
    origin,
    view,
    unread,
    /** whether nothing was changed since it was begun from a preset */
    isFresh,
    begin(preset: PresetId, dataset: PresetDataset) {
      fresh.value = presets[preset].spec(dataset);
      replace(presets[preset].spec(dataset), undefined);
    },
    beginAsCopy(run: RunSummary) {
      replace({ ...run.spec, name: nextFreeName(run.name, taken()) }, { run, checkpoint: undefined });
    },
    beginFromCheckpoint(run: RunSummary, checkpoint: CheckpointSummary) {
      replace(branchedSpec(run.spec, checkpoint, taken()), { run, checkpoint });
    },
    /** Takes a spec from outside as it is, wrong fields included: the form names them. */
    beginFromSpec(from: unknown) {
      replace(from, undefined);
    },
    set(path: string, value: unknown) {
      const before = totalSteps();
      spec.value = withSetting(spec.value, path, value, before);
      spec.value = withRefittedSchedule(spec.value, before, totalSteps());
      unread.value = undefined;
    },
    /** Takes the draft from its text; what is not JSON yet is kept beside the draft as it was. */
    write(text: string) {
      try {
        spec.value = JSON.parse(text);
        unread.value = undefined;
      } catch (error) {
        unread.value = { text, mistake: error instanceof Error ? error.message : String(error) };
      }
    },
    /** The next run is most often this one with a change, so all but its name stays. */
    started(run: RunSummary) {
      const name = nextFreeName(run.name, taken());
      replace(withValueAt(spec.value, 'name', name), { run, checkpoint: undefined });
    },
  };
});
