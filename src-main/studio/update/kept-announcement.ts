import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import type { Announcement } from '@shared/update/announcement';
import { writeFileAtomically } from '../../durable/atomic-file';
import { readDocument } from '../read-document';
import { NoAnnouncement, readAnnouncement } from './read-announcement';

export interface Believed {
  announcement: Announcement;
  /** the folder on the web that it came from */
  from: string;
}

const keptSchema = z.object({ version: z.literal(1), from: z.string(), text: z.string() });

/** The announcement that was believed last, as it was signed: it is checked anew whenever it is read. */
export class KeptAnnouncement {
  readonly #path: string;

  constructor(
    readonly folder: string,
    readonly keys: readonly string[],
  ) {
    this.#path = join(folder, 'announced.json');
  }

  /** @throws NoAnnouncement */
  check(text: string, from: string): Believed {
    return { announcement: readAnnouncement(text, this.keys, from), from };
  }

  /** Undefined where there is none, or it is not believed any more. */
  async read(): Promise<Believed | undefined> {
    const kept = await readDocument(this.#path, keptSchema);
    if (kept === undefined) return undefined;
    try {
      return this.check(kept.text, kept.from);
    } catch (error) {
      if (error instanceof NoAnnouncement) return undefined;
      throw error;
    }
  }

  async keep(text: string, from: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFileAtomically(this.#path, JSON.stringify({ version: 1, from, text }));
  }
}
