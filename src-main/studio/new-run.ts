import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunLabels } from '@shared/contract/labels';
import type { RunDocument } from '@shared/contract/run';
import { renameSynced, writeFileAtomically } from '../durable/atomic-file';
import { writeLabels } from './labels-file';
import type { Library } from './library';
import { RunRecord } from './run-record';

/**
 * Writes a new run's folder: complete under a name that is no run's, then renamed, so it is whole or not there.
 *
 * @param fill writes what else belongs into it
 */
export async function writeNewRun(
  library: Library,
  document: RunDocument,
  labels: RunLabels,
  fill: (folder: string) => Promise<void> = async () => {},
): Promise<RunRecord> {
  const { id } = document;
  const temporary = join(library.runs, `.${id}.tmp`);
  await mkdir(temporary);
  await writeFileAtomically(join(temporary, 'run.json'), JSON.stringify(document, null, 1));
  await writeLabels(temporary, labels);
  await fill(temporary);
  const folder = join(library.runs, id);
  await renameSynced(temporary, folder);
  const record = await RunRecord.read(folder);
  if (record === undefined) throw new Error(`${folder} could not be read back.`);
  return record;
}
