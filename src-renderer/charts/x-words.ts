import type { XKind } from '@shared/charts/series-lines';

/** What a chart is drawn by, within a sentence. */
export const X_WORDS: Record<XKind, string> = { step: 'step', epoch: 'epoch', time: 'time' };
