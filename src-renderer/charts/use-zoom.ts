import { computed, type ComputedRef, type Ref } from 'vue';
import { panned, within, zoomed, type Extent } from './zoom';

/** What part of the x axis is shown, for all charts that share it. */
export interface Zoom {
  readonly shown: ComputedRef<Extent>;
  readonly isZoomed: ComputedRef<boolean>;
  /** closer by `factor`, around `at` or around the middle */
  by(factor: number, at?: number): void;
  /** to the right by a share of what is shown */
  pan(share: number): void;
  to(extent: Extent): void;
  reset(): void;
}

/**
 * @param chosen what somebody zoomed to; undefined: all. It may be shared by charts of which not all reach equally far.
 * @param all how far the axis reaches; grows while a run goes on
 */
export function useZoom(chosen: Ref<Extent | undefined>, all: Readonly<Ref<Extent>>): Zoom {
  const shown = computed(() => (chosen.value ? within(chosen.value, all.value) : all.value));
  const to = (next: Extent) => {
    const its = within(next, all.value);
    const isAll = its.right - its.left >= (all.value.right - all.value.left) * 0.9999;
    chosen.value = isAll ? undefined : its;
  };
  return {
    shown,
    isZoomed: computed(() => chosen.value !== undefined),
    by: (factor, at = (shown.value.left + shown.value.right) / 2) =>
      to(zoomed(shown.value, factor, at, all.value)),
    pan: (share) => {
      if (chosen.value) to(panned(shown.value, share, all.value));
    },
    to,
    reset: () => {
      chosen.value = undefined;
    },
  };
}
