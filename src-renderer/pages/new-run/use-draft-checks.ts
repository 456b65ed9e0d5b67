import { computed, shallowRef, watch } from 'vue';
import type { MachineMemory } from '@shared/model/fit-memory';
import { parseSpec } from '@shared/spec/parse';
import { valueAt } from '@shared/spec/path';
import type { Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import { useTrainOn } from '../../components/place/use-train-on';
import { useBackends } from '../../stores/backends';
import { useDatasets } from '../../stores/datasets';
import { useDraft } from '../../stores/draft';
import { useRuns } from '../../stores/runs';
import { useSettings } from '../../stores/settings';
import { useStudio } from '../../stores/studio';
import { checkDraft, textProblem, withOthers } from './draft-problems';
import { useStudioCheck } from './use-studio-check';

/** What the draft is as a spec, and all that is wrong or doubtful about it. */
export function useDraftChecks() {
  const [draft, datasets, studio, backends] = [useDraft(), useDatasets(), useStudio(), useBackends()];
  const [settings, runs] = [useSettings(), useRuns()];
  const trainOn = useTrainOn();
  /** What the studio found that the form did not, until the draft is changed. */
  const refused = shallowRef<{ draft: unknown; problems: Problem[] }>();

  const parsed = computed(() => parseSpec(draft.spec));
  const lastReadable = shallowRef<RunSpec>();
  watch(
    parsed,
    (its) => {
      if (its.ok) lastReadable.value = its.spec;
    },
    { immediate: true },
  );
  /** What training has of memory here; unknown until the backends are probed, and where it trains elsewhere. */
  const machineFor = ({ backend }: RunSpec): MachineMemory | undefined => {
    // Another machine says itself what fits there.
    if (trainOn.choice.value !== '') return undefined;
    const memoryBytes = studio.info?.memoryBytes;
    const engineBytes = backends.reportFor(backend)?.engineBytes;
    const share = settings.known?.settings.memoryShare;
    return memoryBytes && engineBytes ? { memoryBytes, engineBytes, share } : undefined;
  };
  const checked = computed(() =>
    checkDraft(
      draft.spec,
      parsed.value,
      (id) => datasets.byId.get(id),
      lastReadable.value,
      machineFor,
      runs.stepsPerEpochOf,
    ),
  );
  const ofStudio = useStudioCheck(
    () => draft.spec,
    () => trainOn.name.value,
  );
  const problems = computed(() => {
    // What is wrong with the draft as it was before is not what is wrong with this text.
    if (draft.unread) return [textProblem(draft.unread)];
    const its = refused.value;
    const found = its && its.draft === draft.spec ? its.problems : [];
    return withOthers(withOthers(checked.value.problems, found), ofStudio.value);
  });
  const dataset = computed(() => {
    const id = valueAt(draft.spec, 'data.dataset');
    return typeof id === 'string' ? datasets.byId.get(id) : undefined;
  });
  return {
    /** undefined while it is not well-formed */
    spec: computed(() => checked.value.spec),
    /** as the form shows it */
    shown: computed(() => checked.value.shown),
    problems,
    dataset,
    /** Takes over what the studio refused. */
    refuse: (found: Problem[] | undefined) => {
      refused.value = found && { draft: draft.spec, problems: found };
    },
  };
}
