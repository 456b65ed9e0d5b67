import { ANNOUNCEMENT_NAME } from '@shared/update/announcement';
import type { SpawnEngine } from '../engine-process';
import { EngineSession, NO_COMPUTE } from '../engine-session';
import { NoAnnouncement } from './read-announcement';

/** Longer is none: notes have at most 20,000 letters. */
const MOST_BYTES = 400_000;

/** Asks folders on the web for an announcement, by an engine of its own: what comes from outside is first touched there. */
export class AnnouncementSource {
  #session: EngineSession | undefined;

  constructor(readonly spawn: SpawnEngine) {}

  /**
   * @param folders asked in this order
   * @returns the text, and the folder that had it
   * @throws NoAnnouncement where none of them has it
   */
  async fetch(folders: readonly string[]): Promise<{ text: string; from: string }> {
    const job = {
      type: 'fetch-text' as const,
      name: ANNOUNCEMENT_NAME,
      mirrors: [...folders],
      mostBytes: MOST_BYTES,
    };
    this.#session = new EngineSession(this.spawn, job, NO_COMPUTE, () => {});
    const end = await this.#session.ended;
    this.#session = undefined;
    if (end.type === 'done' && end.result.type === 'text') {
      const { text, mirror } = end.result;
      return { text, from: mirror };
    }
    throw new NoAnnouncement(
      end.type === 'failed'
        ? end.message
        : 'Newer versions could not be looked for: the process that asks ended. Try again.',
    );
  }

  giveUp(): void {
    this.#session?.kill();
  }
}
