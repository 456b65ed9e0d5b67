import { z } from 'zod';
import { plainName } from '../format/file-name';
import { MOST_IN_RUN_NAME, ownRunIdSchema } from '../spec/run-spec';

/** How files are called that hold a whole run. */
export const RUN_FILE_ENDING = '.trainyard-run';

/** The list of what such a file holds, within it. */
export const MANIFEST_NAME = 'manifest.json';

/** More than any list of its files takes. */
export const MANIFEST_BYTES = 4_000_000;

/** The only names that a run's folder has, and so the only ones that are taken out of a file: none can lead elsewhere. */
const NAMES =
  /^(?:(?:run|labels|evaluations|keeping)\.json|events\.jsonl|begin\.safetensors|evaluations\/[\da-f-]{36}\.safetensors|metrics\/[a-z0-9][\w-]*(?:\.[\w-]+)*|checkpoints\/\d{4,}-\d+\/[a-z0-9][\w-]*(?:\.[\w-]+)*)$/i;

/** Whether a file of a run's folder is one that is shared, or taken over. */
export const isRunFileName = (path: string): boolean => NAMES.test(path) && !path.endsWith('.tmp');

export const runFileManifestSchema = z.object({
  kind: z.literal('trainyard-run'),
  version: z.literal(1),
  run: ownRunIdSchema,
  name: z.string().min(1).max(MOST_IN_RUN_NAME),
  appVersion: z.string(),
  sharedAt: z.iso.datetime(),
  files: z
    .array(
      z.object({
        path: z.string().refine(isRunFileName, 'it is no file of a run'),
        bytes: z.int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(1)
    .max(100_000)
    .refine((files) => new Set(files.map(({ path }) => path)).size === files.length, 'a file is named twice')
    .refine((files) => files.some(({ path }) => path === 'run.json'), 'run.json is missing'),
});
export type RunFileManifest = z.infer<typeof runFileManifestSchema>;

/** Which checkpoints go along. */
export const sharedCheckpointsSchema = z.enum(['best-and-last', 'all', 'none']);
export type SharedCheckpoints = z.infer<typeof sharedCheckpointsSchema>;

/** A name for the file, from the run's. */
export const runFileName = (name: string): string => `${plainName(name, 'run')}${RUN_FILE_ENDING}`;
