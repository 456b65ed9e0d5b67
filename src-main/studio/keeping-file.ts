import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepingDocumentSchema, type KeepingDocument } from '@shared/contract/keeping';
import { writeFileAtomically } from '../durable/atomic-file';
import { passOver, whereRead } from './where-read';

const pathOf = (runFolder: string) => join(runFolder, 'keeping.json');
const nothing = (): KeepingDocument => keepingDocumentSchema.parse({ version: 1 });

/**
 * What the studio has noted about a run's checkpoints; nothing, when it never had to.
 *
 * @param unread throws where it is to be written anew, or removed by: a pin that cannot be read now is one still
 */
export async function readKeeping(runFolder: string, unread = passOver): Promise<KeepingDocument> {
  const text = await whereRead(pathOf(runFolder), (path) => readFile(path, 'utf8'), unread);
  if (text === undefined) return nothing();
  try {
    return keepingDocumentSchema.parse(JSON.parse(text));
  } catch {
    return nothing();
  }
}

/** The marks of damaged checkpoints without that of this one. */
export const withoutMark = ({ damaged }: KeepingDocument, id: string): KeepingDocument['damaged'] =>
  Object.fromEntries(Object.entries(damaged).filter(([one]) => one !== id));

export const writeKeeping = (runFolder: string, keeping: KeepingDocument): Promise<void> =>
  writeFileAtomically(pathOf(runFolder), JSON.stringify(keeping, null, 1));
