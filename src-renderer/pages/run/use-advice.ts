import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import type { RunSummary } from '@shared/contract/run';
import { advise, lossStretches } from '@shared/advice/advise';
import type { Advice } from '@shared/advice/recorded-run';
import type { SeriesBuffer } from '@shared/charts/series-buffer';
import type { Recorded } from '../../composables/use-recorded';

/** What was read and put away, until the window is closed. */
const putAway = ref<ReadonlySet<string>>(new Set());

/**
 * What a run's curves tell of how it learns. It is looked for once more with every epoch and with everything new that
 * is recorded, not with every step: what it tells of does not change within moments.
 */
export function useAdvice(
  run: Readonly<Ref<RunSummary>>,
  series: Readonly<Ref<SeriesBuffer>>,
  recorded: Readonly<Ref<Recorded>>,
) {
  const all = shallowRef<readonly Advice[]>([]);
  watch(
    [
      () => run.value.id,
      () => run.value.epochs.length,
      () => run.value.state,
      recorded,
      () => series.value.rows > 0,
    ],
    () => {
      const { spec, classes, epochs } = run.value;
      const [its, { norms, details }] = [series.value, recorded.value];
      const losses = lossStretches(
        its.rows,
        (row) => its.column('step')[row]!,
        (from, to) => its.mean('loss', from, to),
      );
      all.value = advise({ spec, classes, epochs, losses, norms, details });
    },
    { immediate: true },
  );
  const keyOf = (kind: Advice['kind']) => `${run.value.id} ${kind}`;
  return {
    shown: computed(() => all.value.filter(({ kind }) => !putAway.value.has(keyOf(kind)))),
    putAway: (kind: Advice['kind']) => {
      putAway.value = new Set([...putAway.value, keyOf(kind)]);
    },
  };
}
