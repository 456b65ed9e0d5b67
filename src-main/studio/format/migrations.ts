import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DATASET_VERSION, datasetDocumentSchema } from '@shared/contract/dataset';

/** Rewrites documents of a library. Killed in the middle, it is done again. */
export type LibraryMigration = (migrating: Migrating) => Promise<void>;

export interface Migrating {
  folder: string;
  /** Replaces a document, by its path in the library, after it was copied into the backup. */
  replace(path: string, content: string): Promise<void>;
}

const versionedSchema = z.looseObject({ version: z.int() });

/** Datasets of the first version had pictures and labels alone, by other names. */
async function renewDatasets({ folder, replace }: Migrating): Promise<void> {
  for (const name of await readdir(join(folder, 'datasets')).catch(() => [])) {
    const path = join('datasets', name, 'dataset.json');
    const text = await readFile(join(folder, path), 'utf8').catch(() => undefined);
    if (text === undefined || name.startsWith('.')) continue;
    try {
      const content: unknown = JSON.parse(text);
      if (versionedSchema.parse(content).version >= DATASET_VERSION) continue;
      await replace(path, JSON.stringify(datasetDocumentSchema.parse(content), null, 1));
    } catch (error) {
      // A torn one is shown as damaged, and the check names it.
      if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    }
  }
}

/** `MIGRATIONS[0]` leads from format 0 to 1, and so on. */
export const MIGRATIONS: readonly LibraryMigration[] = [renewDatasets];
