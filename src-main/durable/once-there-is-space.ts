import { setTimeout as sleep } from 'node:timers/promises';
import { isDiskFull } from './disk-full';

const RETRY_MS = 2000;

/**
 * Writes; on a full disk again and again, until there is space.
 *
 * @param onFull is told, once, that the disk is full
 * @param leave ends the waiting: what could not be written then is not
 * @returns whether it was written
 * @throws what `write` threw, when that is not a full disk
 */
export async function onceThereIsSpace(
  write: () => Promise<void>,
  onFull: () => Promise<void> | void,
  leave: AbortSignal,
  retryMs = RETRY_MS,
): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await write();
      return true;
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      if (tries === 1) await onFull();
      await sleep(retryMs, undefined, { signal: leave }).catch(() => {});
      if (leave.aborted) return false;
    }
  }
}
