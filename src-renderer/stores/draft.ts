import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { Draft, SavedDraft } from '@shared/contract/draft';
import type { RunSummary } from '@shared/contract/run';
import { withRefittedSchedule } from '@shared/spec/fit-schedule';
import { branchedSpec, nextFreeName } from '@shared/spec/derive';
import { locateJson } from '@shared/spec/locate-json';
import { freshSpec } from '@shared/spec/fresh-spec';
import type { PresetDataset, PresetId } from '@shared/spec/presets';
import { valueAt, withValueAt } from '@shared/spec/path';
import { stepsOf } from '@shared/spec/steps';
import { withSetting } from '@shared/spec/with-setting';
import { beginHistory, redone, undone, withEdit, withMore } from '../editing/edit-history';
import { useCheckpoints } from './checkpoints';
import { useDatasets } from './datasets';
import { useRuns } from './runs';
import { useSettings } from './settings';
import { useSavedDrafts } from './saved-drafts';

/** The run that a draft was made from, to say what differs. */
export interface DraftOrigin {
  run: RunSummary;
  checkpoint: CheckpointSummary | undefined;
}

/** Text that was typed for the draft and cannot be read. */
export interface UnreadText {
  /** a clause without a full stop */
  mistake: string;
  line: number;
}

/** What of a draft is kept, and undone. */
interface DraftState {
  spec: unknown;
  /** as it was typed; undefined where the spec says it all */
  text: string | undefined;
  origin: Draft['origin'];
}

const NOTHING: DraftState = { spec: undefined, text: undefined, origin: null };

export const specText = (spec: unknown): string => JSON.stringify(spec, null, 2) ?? '';

const newId = () =>
  `draft-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8).padEnd(6, '0')}`;

/** The run being put together. It outlives its page, and is kept in the library as it is changed. */
export const useDraft = defineStore('draft', () => {
  const [runs, datasets, checkpoints, saved] = [useRuns(), useDatasets(), useCheckpoints(), useSavedDrafts()];
  const settings = useSettings();
  const fresh = (preset: PresetId, dataset: PresetDataset) =>
    freshSpec(preset, dataset, settings.known?.settings);
  const id = ref(newId());
  const history = shallowRef(beginHistory(NOTHING));
  /** the spec that it began with; undefined where that is not known any more */
  const begun = shallowRef<unknown>();
  /** when a draft that came back was saved last */
  const savedAt = ref<string>();
  const view = ref<'form' | 'both' | 'text'>('form');
  /** the name of the machine that it is to be trained on; empty: this one */
  const on = ref('');
  /** the dataset that it was put together for, once another one was chosen */
  const madeFor = ref<string>();
  /** whether something was changed in the task under way: what one click changes is one step */
  let isSameTask = false;

  const state = computed(() => history.value.present);
  const spec = computed(() => state.value.spec);
  const text = computed(() => state.value.text ?? specText(spec.value));
  const located = computed(() => locateJson(text.value));
  const unread = computed((): UnreadText | undefined => {
    if (state.value.text === undefined) return undefined;
    return located.value.ok ? undefined : located.value;
  });
  const isTouched = computed(
    () => state.value.text !== undefined || JSON.stringify(spec.value) !== JSON.stringify(begun.value),
  );
  const origin = computed((): DraftOrigin | undefined => {
    const its = state.value.origin;
    const run = runs.whole(its?.run);
    return !its || !run
      ? undefined
      : { run, checkpoint: its.checkpoint ? checkpoints.find(its.run, its.checkpoint) : undefined };
  });
  const isFresh = computed(() => state.value.origin === null && !isTouched.value);

  function totalSteps(of: unknown): number | undefined {
    const dataset = valueAt(of, 'data.dataset');
    const its = typeof dataset === 'string' ? datasets.byId.get(dataset) : undefined;
    return its && stepsOf(of, its, runs.stepsPerEpochOf(valueAt(of, 'start.run')))?.total;
  }
  const taken = () => new Set(runs.oldestFirst.map((run) => run.name));

  function edit(change: Partial<DraftState>, key: string) {
    const next = { ...state.value, ...change };
    history.value = isSameTask
      ? withMore(history.value, next)
      : withEdit(history.value, next, { key, at: performance.now() });
    isSameTask = true;
    queueMicrotask(() => (isSameTask = false));
  }
  /** Another draft; the one before stays among those that are kept. */
  function replace(next: DraftState, its: { id: string; begun: unknown; savedAt: string | undefined }) {
    void saved.flush();
    history.value = beginHistory(next);
    id.value = its.id;
    begun.value = its.begun;
    savedAt.value = its.savedAt;
    madeFor.value = undefined;
  }
  const beginAs = (next: unknown, from: DraftState['origin']) =>
    replace({ spec: next, text: undefined, origin: from }, { id: newId(), begun: next, savedAt: undefined });

  let isKept = false;
  watch(id, () => (isKept = false));
  watch(state, (now) => {
    if (now.spec === undefined) return;
    if (!isTouched.value) {
      // Undone to what it was begun as: what was kept of it would come back as if somebody wanted it.
      if (isKept) void saved.remove(id.value).catch(() => {});
      isKept = false;
      return;
    }
    const its = saved.byId.get(id.value);
    // One that has just come back is as it was saved.
    if (its && its.text === (now.text ?? null) && specText(its.spec) === specText(now.spec)) {
      saved.leaveWaiting(id.value);
      return;
    }
    isKept = true;
    saved.saveSoon({
      id: id.value,
      spec: JSON.parse(JSON.stringify(now.spec)),
      text: now.text ?? null,
      origin: now.origin,
    });
  });

  return {
    id,
    spec,
    origin,
    view,
    on,
    unread,
    /** the spec as text, as it was typed where it was */
    text,
    /** where things stand in the text */
    located,
    savedAt,
    /** whether nothing was changed since it was begun from a preset */
    isFresh,
    madeFor,
    canUndo: computed(() => history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
    undo() {
      history.value = undone(history.value);
    },
    redo() {
      history.value = redone(history.value);
    },
    begin(preset: PresetId, dataset: PresetDataset) {
      beginAs(fresh(preset, dataset), null);
    },
    /** Another dataset's preset in the place of one that nobody has changed. */
    beginInstead(preset: PresetId, dataset: PresetDataset) {
      begun.value = fresh(preset, dataset);
      edit({ spec: begun.value, text: undefined, origin: null }, '');
    },
    beginAsCopy(run: RunSummary) {
      beginAs({ ...run.spec, name: nextFreeName(run.name, taken()) }, { run: run.id, checkpoint: null });
    },
    beginFromCheckpoint(run: RunSummary, checkpoint: CheckpointSummary) {
      beginAs(branchedSpec(run.spec, checkpoint, taken()), { run: run.id, checkpoint: checkpoint.id });
    },
    /** Goes on with a draft that was kept. */
    resume(its: SavedDraft) {
      const next = { spec: its.spec, text: its.text ?? undefined, origin: its.origin };
      replace(next, { id: its.id, begun: undefined, savedAt: its.savedAt });
    },
    /** Takes a spec from outside as it is, wrong fields included: the form names them. */
    beginFromSpec(from: unknown) {
      // Nobody has it yet but the file that it came from: it is kept like one that was changed.
      replace(
        { spec: from, text: undefined, origin: null },
        { id: newId(), begun: undefined, savedAt: undefined },
      );
    },
    set(path: string, value: unknown) {
      const before = totalSteps(spec.value);
      const dataset = valueAt(spec.value, 'data.dataset');
      if (path === 'data.dataset' && typeof dataset === 'string') madeFor.value ??= dataset;
      const set = withSetting(spec.value, path, value, before);
      if (set === spec.value) return;
      // Only what is typed comes in many small changes.
      const key = typeof value === 'number' || typeof value === 'string' ? path : '';
      edit({ spec: withRefittedSchedule(set, before, totalSteps(set)), text: undefined }, key);
    },
    /** The same, as it is for another dataset. */
    fit(next: unknown) {
      edit({ spec: next, text: undefined }, '');
      madeFor.value = undefined;
    },
    /** Takes the draft from its text; what is not JSON yet is kept beside the draft as it was. */
    write(typed: string) {
      const read = locateJson(typed);
      if (!read.ok) edit({ text: typed }, 'text');
      else edit({ spec: read.value, text: typed === specText(read.value) ? undefined : typed }, 'text');
    },
    /** Leaves text that cannot be read, and goes on with the form as it was. */
    dropText() {
      edit({ text: undefined }, '');
    },
    /** The next run is most often this one with a change, so all but its name stays. */
    started(run: RunSummary) {
      void saved.remove(id.value).catch(() => {});
      const name = nextFreeName(run.name, taken());
      beginAs(withValueAt(spec.value, 'name', name), { run: run.id, checkpoint: null });
    },
  };
});
