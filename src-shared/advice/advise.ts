import { deadLayers, explodingGradients, vanishingGradients } from './gradients';
import { lossFlat, rateTooHigh, rateTooLow } from './learning-rate';
import { overFitting } from './over-fitting';
import type { Advice, LossStretch, RecordedRun } from './recorded-run';
import { classesNeverPredicted, validationNoisy, validationSmall } from './validation';

/** What explains that nothing is learnt, likeliest first; what follows from it is not said again. */
const CAUSES = [deadLayers, rateTooHigh, vanishingGradients, rateTooLow, lossFlat] as const;
const OTHERS = [
  overFitting,
  explodingGradients,
  classesNeverPredicted,
  validationSmall,
  validationNoisy,
] as const;

/** What is wrong with how a run learns, most telling first; empty for one that learns well. */
export function advise(run: RecordedRun): Advice[] {
  for (const look of CAUSES) {
    const found = look(run);
    if (found) return [found];
  }
  return OTHERS.flatMap((look) => look(run) ?? []);
}

/** Stretches into which the losses of a run are taken together. */
export const MOST_STRETCHES = 200;

/**
 * The losses of a run as stretches, from its first step to its last. The first step is one by itself, as what follows
 * may be far from it at once; the others are of equally many rows.
 *
 * @param rows how many rows there are
 * @param stepOf the step of a row
 * @param meanOf the mean loss from a row to another, that one excluded; NaN where none is a number
 */
export function lossStretches(
  rows: number,
  stepOf: (row: number) => number,
  meanOf: (from: number, to: number) => number,
): LossStretch[] {
  const count = Math.min(MOST_STRETCHES, rows);
  const at = (stretch: number) =>
    stretch < 2 ? stretch : 1 + Math.floor(((rows - 1) * (stretch - 1)) / (count - 1));
  return Array.from({ length: count }, (_, stretch) => ({
    step: stepOf(at(stretch)),
    loss: meanOf(at(stretch), at(stretch + 1)),
  }));
}
