/** The widths of the smoothing window that can be chosen, in steps. */
export const WINDOWS = [1, 5, 10, 20, 40, 60, 100, 200, 400, 1000] as const;

/** About a sixtieth of the run: enough to see through the noise, too little to hide a turn. */
export function defaultWindow(totalSteps: number): number {
  const wanted = totalSteps / 60;
  return WINDOWS.findLastIndex((window) => window <= Math.max(1, wanted));
}
