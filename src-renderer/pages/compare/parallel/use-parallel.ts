import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import { dataAmong } from '@shared/compare/same-data';
import type { ListedRun, RunSummary } from '@shared/contract/run';
import { useRuns } from '../../../stores/runs';
import { placesWithin, type AxisRanges } from './brush';
import { chooseAxes } from './choose-axes';

const MOST_AXES = 6;
const MOST_OTHERS = 60;

/**
 * What the parallel coordinates show: the compared runs and, if they are wanted, others that compare with them.
 *
 * @param canCompare whether how good the compared runs are can be set against each other
 */
export function useParallel(
  runs: Readonly<Ref<readonly RunSummary[]>>,
  canCompare: Readonly<Ref<boolean>>,
  isNarrow: Readonly<Ref<boolean>>,
) {
  const store = useRuns();
  const chosen = computed(() => new Set(runs.value.map(({ id }) => id)));
  const others = computed(() => {
    const [first] = runs.value;
    if (!first || !canCompare.value) return [];
    const dataOf = dataAmong([...runs.value, ...store.newestFirst]);
    const isLike = (run: ListedRun) => dataOf(run) === dataOf(first) && run.target.type === first.target.type;
    return store.newestFirst
      .filter((run) => isLike(run) && run.best !== null && !run.archived && !chosen.value.has(run.id))
      .slice(0, MOST_OTHERS);
  });
  const withOthers = ref(false);
  const drawn = computed(() =>
    withOthers.value
      ? [...runs.value, ...others.value.flatMap(({ id }) => store.whole(id) ?? [])]
      : runs.value,
  );
  const axes = computed(() => chooseAxes(drawn.value, isNarrow.value ? MOST_AXES - 1 : MOST_AXES));

  const ranges = shallowRef<AxisRanges>(new Map());
  // On other axes, or among other runs, a range would mean something else.
  watch(
    () => [...axes.value.map(({ key }) => key), ...drawn.value.map(({ id }) => id)].join(),
    () => (ranges.value = new Map()),
  );
  /** runs outside of a chosen range */
  const dimmed = computed(() => {
    if (ranges.value.size === 0) return new Set<string>();
    const within = placesWithin(axes.value, ranges.value, drawn.value.length);
    return new Set(drawn.value.filter((_, place) => !within.has(place)).map(({ id }) => id));
  });
  return { chosen, others, withOthers, drawn, axes, ranges, dimmed };
}
