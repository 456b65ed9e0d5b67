import { copyFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeFileAtomically } from '../../durable/atomic-file';
import { makeFolders } from '../../durable/make-folders';
import { MIGRATIONS, type LibraryMigration } from './migrations';
import { readFormat, writeFormat } from './library-format';

/** Where documents stay as they were before a migration, by the format that they had. */
export const backupFolder = (folder: string, format: number): string =>
  join(folder, 'backups', `format-${format}`);

/**
 * Brings a library to the newest format. What is rewritten is copied to `backups/format-<old>` before; the format is
 * written last, so that what was killed in the middle is done again.
 *
 * @param migrations of all formats, for tests
 * @returns how many documents were rewritten
 */
export async function migrateLibrary(
  folder: string,
  appVersion: string,
  migrations: readonly LibraryMigration[] = MIGRATIONS,
): Promise<number> {
  const { format } = await readFormat(folder);
  if (format >= migrations.length) return 0;
  let rewritten = 0;
  const replace = async (path: string, content: string) => {
    const kept = join(backupFolder(folder, format), path);
    // The first copy counts: a second try may find what the first has rewritten.
    if ((await stat(kept).catch(() => undefined)) === undefined) {
      await makeFolders(dirname(kept));
      await copyFile(join(folder, path), kept);
      await syncFolder(dirname(kept));
    }
    await writeFileAtomically(join(folder, path), content);
    rewritten += 1;
  };
  for (const migrate of migrations.slice(format)) await migrate({ folder, replace });
  await writeFormat(folder, migrations.length, appVersion);
  return rewritten;
}
