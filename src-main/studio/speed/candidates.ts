import type { SpeedSetting } from '@shared/contract/speed';
import { usualSetting } from '@shared/speed/fastest';

/** What an engine with the residual network holds in both precisions, in bytes: 1.65e9 were seen. */
const ENGINE_BYTES = 1.8e9;
/** The rest is left for whatever else goes on. */
const SHARE_OF_FREE_MEMORY = 0.6;
const MOST = 8;

/**
 * Settings that are worth measuring, the usual one first: all threads, half of them (one a core where cores have
 * two), a quarter and one; with oneDNN and without.
 *
 * @param threads that the machine can run at the same time
 * @param freeBytes of memory: all settings are measured side by side
 */
export function settingsToMeasure(threads: number, freeBytes: number): SpeedSetting[] {
  const usual = usualSetting({ threads });
  const counts = new Set(
    [threads, threads / 2, 1, threads / 4].map((count) => Math.max(1, Math.floor(count))),
  );
  const settings = [true, false].flatMap((oneDnn) =>
    [...counts].map((count) => ({ threads: count, oneDnn })),
  );
  const fitting = Math.floor((freeBytes * SHARE_OF_FREE_MEMORY) / ENGINE_BYTES);
  // Without another one there is nothing to compare with.
  const most = Math.max(2, Math.min(MOST, fitting));
  const others = settings.filter((setting) => setting.threads !== usual.threads || !setting.oneDnn);
  return [usual, ...others].slice(0, most);
}
