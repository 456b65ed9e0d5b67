import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { BestMetric } from '@shared/spec/stopping';
import { runSpecSchema } from '@shared/spec/run-spec';
import { asTrials } from '@shared/sweep/as-trials';
import type { Budget, Sampler } from '@shared/sweep/sweep-spec';
import { useDraft } from './draft';
import { firstDraft, writtenDimension, type DimensionDraft } from '../pages/sweeps/begin/varied-fields';

const USUAL_TRIALS = 16;

/** The sweep being put together, of the run being put together. It outlives its page. */
export const useSweepDraft = defineStore('sweep-draft', () => {
  const run = useDraft();
  const kind = ref<'settings' | 'seeds'>('settings');
  const name = ref('');
  const space = ref<DimensionDraft[]>([]);
  const sampler = ref<Sampler>('random');
  const seed = ref(0);
  const budget = ref<Budget>({ trials: USUAL_TRIALS });
  const isHalving = ref(true);
  const [reduction, minEpochs] = [ref(3), ref(1)];
  const metric = ref<BestMetric>();
  const seeds = ref(5);

  /** As the studio is asked for it. What cannot be read of the run is told by the studio. */
  const spec = computed(() => {
    const read = runSpecSchema.safeParse(run.spec);
    const named = name.value.trim() === '' ? {} : { name: name.value.trim() };
    const its = { ...named, ...(metric.value && { metric: metric.value }) };
    if (kind.value === 'seeds') {
      const first = read.success ? read.data.seed : 0;
      const values = Array.from({ length: Math.max(0, Math.min(100, seeds.value)) }, (_, at) => first + at);
      return { ...its, run: run.spec, space: [{ field: 'seed', scale: 'choice', values }], sampler: 'grid' };
    }
    const isGrid = sampler.value === 'grid';
    return {
      ...its,
      run: read.success ? asTrials(read.data) : run.spec,
      space: space.value.map((dimension) => writtenDimension(dimension, isGrid)),
      sampler: sampler.value,
      seed: seed.value,
      budget: budget.value,
      pruner: isHalving.value
        ? { by: 'asha', reduction: reduction.value, minEpochs: minEpochs.value }
        : { by: 'none' },
    };
  });

  return {
    kind,
    name,
    space,
    sampler,
    seed,
    budget,
    isHalving,
    reduction,
    minEpochs,
    metric,
    seeds,
    spec,
    add: (field: string) => space.value.push(firstDraft(run.spec, field)),
    remove: (at: number) => space.value.splice(at, 1),
    /** A choice of its kind goes with its first range. */
    change(at: number, field: string) {
      space.value[at] = firstDraft(run.spec, field);
    },
    begun() {
      name.value = '';
    },
  };
});
