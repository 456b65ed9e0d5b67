import { z } from 'zod';

export const studioInfoSchema = z.object({
  appVersion: z.string(),
  shell: z.enum(['desktop', 'server', 'terminal']),
  platform: z.string(),
  /** the process of another Trainyard whose studio this window shows; null where it is the window's own */
  attachedTo: z.int().positive().nullable().default(null),
  cpus: z.int().positive(),
  memoryBytes: z.number().nonnegative(),
  library: z.object({
    folder: z.string(),
    bytesFree: z.number().nonnegative(),
    /** run folders whose run.json is missing, damaged or of another version; they are left as they are */
    unreadable: z.array(z.string()),
    /** why nothing is written into it, in a sentence; empty where it is */
    readOnly: z.string().default(''),
  }),
  /** how this shell lets a person choose files: by a native dialog, or by typing a path on the host */
  filePicking: z.enum(['dialog', 'path']),
  /** whether this shell can show a folder in the system's own file manager */
  canShowFolders: z.boolean().default(false),
});
export type StudioInfo = z.infer<typeof studioInfoSchema>;
