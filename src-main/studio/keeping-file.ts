import { join } from 'node:path';
import { keepingDocumentSchema, type KeepingDocument } from '@shared/contract/keeping';
import { writeFileAtomically } from '../durable/atomic-file';
import { readDocument } from './read-document';

const pathOf = (runFolder: string) => join(runFolder, 'keeping.json');

/** What the studio has noted about a run's checkpoints; nothing, when it never had to. */
export const readKeeping = async (runFolder: string): Promise<KeepingDocument> =>
  (await readDocument(pathOf(runFolder), keepingDocumentSchema)) ??
  keepingDocumentSchema.parse({ version: 1 });

export const writeKeeping = (runFolder: string, keeping: KeepingDocument): Promise<void> =>
  writeFileAtomically(pathOf(runFolder), JSON.stringify(keeping, null, 1));
