/** The plot of parallel coordinates, in pixels. */
export const HEIGHT = 212;
export const [TOP, BOTTOM] = [34, HEIGHT - 16] as const;
/** Labels of the first axis stand to its left, of the last to its right. */
export const [LEFT, RIGHT] = [64, 60] as const;

/** Where a place on an axis is, from 0 at its foot to 1. */
export const yOf = (at: number): number => BOTTOM - at * (BOTTOM - TOP);
export const atOf = (y: number): number => (BOTTOM - y) / (BOTTOM - TOP);
