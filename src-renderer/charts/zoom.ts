import type { Extent } from '@shared/charts/extent';

export type { Extent } from '@shared/charts/extent';

/** No closer than a millionth of the whole: nothing is recorded that finely. */
const CLOSEST = 1e-6;

/** The same width, moved until it lies within `all`; no wider than that, and no narrower than can be shown. */
export function within({ left, right }: Extent, all: Extent): Extent {
  const whole = all.right - all.left;
  const width = Math.min(whole, Math.max(right - left, whole * CLOSEST));
  const from = Math.min(Math.max(left, all.left), all.right - width);
  return { left: from, right: from + width };
}

/** Closer by `factor` (below 1: further away), with `at` staying where it is on the screen. */
export function zoomed({ left, right }: Extent, factor: number, at: number, all: Extent): Extent {
  return within({ left: at - (at - left) / factor, right: at + (right - at) / factor }, all);
}

/** Moved by a share of what is shown; to the right when that is positive. */
export function panned({ left, right }: Extent, share: number, all: Extent): Extent {
  const by = (right - left) * share;
  return within({ left: left + by, right: right + by }, all);
}
