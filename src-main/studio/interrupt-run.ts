import { clearLeftovers } from '../durable/remove-folder';
import { writingFailed } from '../faults/data-error';
import type { RunRecord } from './run-record';

const REASON = 'Trainyard was closed, or lost power, while it trained.';

/** Clears away what an engine was writing when it was killed. What may not be removed stays, and is not looked at. */
export async function clearParts(folder: string): Promise<void> {
  for (const part of ['', 'checkpoints', 'metrics']) {
    await clearLeftovers(`${folder}/${part}`).catch((error: unknown) => console.error(error));
  }
}

/**
 * Has a run that seems to be under way, and has no engine, be interrupted. Where that cannot be written it is so in
 * memory alone, and the reason says what to do about it.
 */
export async function interrupt(record: RunRecord): Promise<void> {
  const ended = { state: 'interrupted', endedAt: await record.lastSign() } as const;
  try {
    await record.write({ ...ended, reason: REASON, pausedBy: 'closing' });
  } catch (error) {
    const fault = writingFailed(error, record.folder);
    const why = fault instanceof Error ? fault.message : String(fault);
    console.error(why);
    // Not as what closing has paused: whoever takes up all of those would fail at this one.
    record.keepUnwritten({ ...ended, reason: `${REASON} ${why}` });
    return;
  }
  const text = `Interrupted: ${REASON}`;
  await record.events
    .add({ at: new Date().toISOString(), level: 'warning', text })
    .catch((error: unknown) => console.error(error));
}
