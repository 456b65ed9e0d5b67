import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { updateStateSchema } from '@shared/contract/update';
import { writeFileAtomically } from '../../durable/atomic-file';
import { readDocument } from '../read-document';

/** What the program keeps of its updates, beside any library. */
const updateFileSchema = z.object({
  version: z.literal(1),
  looking: updateStateSchema.shape.looking.default('unasked'),
  source: z.string().default(''),
  /** drawn once, 0 to below 100 */
  drawn: z.number().min(0).lt(100),
  lookedAt: z.iso.datetime().nullable().default(null),
  /** the date of the newest announcement that was believed */
  seen: z.iso.datetime().nullable().default(null),
  passedOver: z.string().nullable().default(null),
});
export type UpdateNotes = Omit<z.infer<typeof updateFileSchema>, 'version'>;

/** Drawn in hundredths, so that a share of 0.01 is one of ten thousand. */
const drawNumber = (): number => randomInt(10_000) / 100;

export class UpdateFile {
  private constructor(
    readonly folder: string,
    public notes: UpdateNotes,
  ) {}

  /** Reads it, or begins anew where it is missing or damaged. Nothing is written before there is something to keep. */
  static async open(folder: string): Promise<UpdateFile> {
    const kept = await readDocument(join(folder, 'updates.json'), updateFileSchema);
    return new UpdateFile(folder, kept ?? updateFileSchema.parse({ version: 1, drawn: drawNumber() }));
  }

  async change(changes: Partial<UpdateNotes>): Promise<void> {
    this.notes = { ...this.notes, ...changes };
    await mkdir(this.folder, { recursive: true });
    const text = JSON.stringify({ ...this.notes, version: 1 }, null, 2);
    await writeFileAtomically(join(this.folder, 'updates.json'), text);
  }
}
