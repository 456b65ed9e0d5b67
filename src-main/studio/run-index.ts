import { join } from 'node:path';
import { z } from 'zod';
import { listedRunSchema } from '@shared/contract/run';
import { checkpointIdSchema } from '@shared/spec/run-spec';
import { writeFileAtomically } from '../durable/atomic-file';
import { signatureOf } from './folder-signature';
import type { Library } from './library';
import type { Standing } from './listed-run';
import { readDocument } from './read-document';
import type { RunRecord } from './run-record';

const entrySchema = z.object({
  // What older versions did not list has to be read once, or it would never be known.
  listed: listedRunSchema.refine(
    ({ datasetFingerprint, spec }) => datasetFingerprint !== undefined && spec.loss !== undefined,
  ),
  lastCheckpoint: z
    .object({
      id: checkpointIdSchema,
      epoch: z.int().nonnegative(),
      step: z.int().nonnegative(),
      files: z.array(z.string()),
      rolledBackShare: z.number().positive().optional(),
    })
    .nullable(),
  /** of the folder, when this was so */
  signature: z.string(),
});
/** A run that stands still, as lists show it, and how its folder looked then. */
export type IndexEntry = z.infer<typeof entrySchema>;

/** `runs-index.json` */
export const runsIndexSchema = z.object({ version: z.literal(1), entries: z.array(entrySchema) });

const pathOf = (library: Library) => join(library.folder, 'runs-index.json');

/**
 * What was known of the runs when the library was closed, so that thousands of them need not be read again. It may be
 * deleted at any time: an entry counts only while the run's folder looks as it did.
 */
export async function readIndex(library: Library): Promise<Map<string, IndexEntry>> {
  const document = await readDocument(pathOf(library), runsIndexSchema);
  return new Map(document?.entries.map((entry) => [entry.listed.id, entry]));
}

/** The files of the checkpoint that a run goes on from, relative to its folder. */
export const filesOf = (standing: Standing | null): string[] =>
  standing === null
    ? []
    : ['checkpoint.json', ...standing.files].map((file) => `checkpoints/${standing.id}/${file}`);

/** Files that were changed this short a time ago may be changed again without their times telling. */
const SURELY_PAST_MS = 2000;

/** A run as the index is to have it; undefined when its files are newer than what is known. */
export function entryOf(record: RunRecord): IndexEntry | undefined {
  const { lastCheckpoint } = record;
  const { signature, newest } = signatureOf(record.folder, filesOf(lastCheckpoint));
  if (newest > record.knownAt || Date.now() - newest < SURELY_PAST_MS) return undefined;
  return {
    listed: record.listed(),
    lastCheckpoint: lastCheckpoint && { ...lastCheckpoint, files: [...lastCheckpoint.files] },
    signature,
  };
}

/** What cannot be written is read from the folders the next time. */
export async function writeIndex(library: Library, entries: readonly IndexEntry[]): Promise<void> {
  const content = JSON.stringify({ version: 1, entries });
  await writeFileAtomically(pathOf(library), content).catch((error: unknown) =>
    console.error('The index of the runs could not be written.', error),
  );
}
