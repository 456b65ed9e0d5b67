import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { RunSummary } from '@shared/contract/run';
import { advise, lossStretches } from '@shared/advice/advise';
import type { Advice } from '@shared/advice/recorded-run';
import type { SeriesBuffer } from '@shared/charts/series-buffer';
import type { Recorded } from '../../composables/use-recorded';

/** Milliseconds: a quick run ends several epochs a second. */
const PAUSE_MS = 5000;

/** What was read and put away, until the window is closed. */
const putAway = ref<ReadonlySet<string>>(new Set());

/**
 * What a run's curves tell of how it learns. It is looked for once more with epochs that end and with everything new
 * that is recorded, not with every step: what it tells of does not change within moments.
 */
export function useAdvice(
  run: Readonly<Ref<RunSummary>>,
  series: Readonly<Ref<SeriesBuffer>>,
  recorded: Readonly<Ref<Recorded>>,
) {
  const all = shallowRef<readonly Advice[]>([]);
  let [timer, lookedAt]: [ReturnType<typeof setTimeout> | undefined, number] = [undefined, -Infinity];
  function look() {
    clearTimeout(timer);
    lookedAt = performance.now();
    const { spec, classes, epochs } = run.value;
    const [its, { norms, details }] = [series.value, recorded.value];
    const losses = lossStretches(
      its.rows,
      (row) => its.column('step')[row]!,
      (from, to) => its.mean('loss', from, to),
    );
    all.value = advise({ spec, classes, epochs, losses, norms, details });
  }
  watch([() => run.value.id, () => run.value.state, recorded, () => series.value.rows > 0], look, {
    immediate: true,
  });
  watch(
    () => run.value.epochs.length,
    () => {
      clearTimeout(timer);
      timer = setTimeout(look, lookedAt + PAUSE_MS - performance.now());
    },
  );
  onScopeDispose(() => clearTimeout(timer));
  const keyOf = (kind: Advice['kind']) => `${run.value.id} ${kind}`;
  return {
    shown: computed(() => all.value.filter(({ kind }) => !putAway.value.has(keyOf(kind)))),
    putAway: (kind: Advice['kind']) => {
      putAway.value = new Set([...putAway.value, keyOf(kind)]);
    },
  };
}
