/** Pixels for labels and what lies between them and the plot. All plots start this far in, so that labels end on one edge. */
export const AXIS_WIDTH = 40;

const [LEAST, USUAL] = [1, 8];

/**
 * Pixels between an axis' labels and its plot: wide ones such as "500MB" come nearer, so that the gutter holds them.
 *
 * @param widths of the labels
 */
export const tickPadding = (widths: readonly number[]): number =>
  Math.max(LEAST, Math.min(USUAL, Math.floor(AXIS_WIDTH - Math.max(0, ...widths))));
