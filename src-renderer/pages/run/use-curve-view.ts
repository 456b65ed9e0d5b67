import { computed, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { RunSummary } from '@shared/contract/run';
import type { SeriesBuffer } from '@shared/charts/series-buffer';
import { sameRows, seriesStepsPerEpoch, type XKind } from '@shared/charts/series-lines';
import { defaultWindow, WINDOWS } from '@shared/charts/smoothing';
import type { Extent } from '../../charts/zoom';
import { stepsPerEpoch } from '../../format/run';

interface CurveViewOptions {
  id: Readonly<Ref<string>>;
  run: Readonly<Ref<RunSummary | undefined>>;
  series: Readonly<ShallowRef<SeriesBuffer>>;
}

/** How the curves of a run are looked at: by which axes, which part of them, and how smoothly. */
export function useCurveView({ id, run, series }: CurveViewOptions) {
  const scale = ref<'linear' | 'log'>('linear');
  const kind = ref<XKind>('epoch');
  /** the part of the axis that is shown; undefined: all */
  const zoomedTo = shallowRef<Extent>();
  watch(id, () => (zoomedTo.value = undefined));
  // The same steps stay in view when they are told by other units.
  watch(kind, (next, before) => {
    if (zoomedTo.value) zoomedTo.value = sameRows(series.value, zoomedTo.value, before, next);
  });

  const chosenWindow = ref<number>();
  /** which of `WINDOWS` */
  const windowIndex = computed({
    get: () => {
      const perEpoch = (run.value && stepsPerEpoch(run.value)) || seriesStepsPerEpoch(series.value);
      return chosenWindow.value ?? defaultWindow(perEpoch * (run.value?.spec.epochs ?? 0));
    },
    set: (index) => {
      chosenWindow.value = index;
    },
  });
  /** over how many steps the lines are smoothed */
  const window = computed(() => WINDOWS[windowIndex.value] ?? 1);

  return { scale, kind, zoomedTo, windowIndex, window };
}
