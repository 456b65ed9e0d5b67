import { z } from 'zod';

/** By which kind of package the program was installed. */
export const packageKindSchema = z.enum(['appimage', 'deb', 'rpm', 'nsis', 'dmg']);
export type PackageKind = z.infer<typeof packageKindSchema>;

/** A newer version that this machine can have. */
export const offeredUpdateSchema = z.object({
  version: z.string(),
  date: z.iso.datetime(),
  /** what is new */
  notes: z.string(),
  /** the package for this system; null where there is none */
  file: z.object({ name: z.string(), bytes: z.number().positive(), sha256: z.string() }).nullable(),
  /** the folder on the web that it was announced in */
  where: z.string(),
  /** why it has to be got by hand, in a sentence; empty where the program can fetch it */
  byHand: z.string(),
  /** where the package lies that was fetched and checked; null until then */
  fetched: z.string().nullable(),
  /** what installs that package in a terminal; empty where nothing does */
  command: z.string(),
  /** whether this shell can have it installed */
  canInstall: z.boolean(),
  /**
   * `waits`: for the runs to end. `handed-over`: the system's own installer has it. `replaced`: the next start is of the new
   * version.
   */
  install: z.enum(['not-yet', 'waits', 'handed-over', 'replaced']),
  /** whether somebody does not want to be told of it again */
  passedOver: z.boolean(),
});
export type OfferedUpdate = z.infer<typeof offeredUpdateSchema>;

/** What is known of newer versions. */
export const updateStateSchema = z.object({
  /** the version that runs */
  current: z.string(),
  /** why this copy looks for none, in a sentence; empty where it can */
  cannot: z.string(),
  /** whether it looks once a day by itself; until somebody was asked it does not */
  looking: z.enum(['unasked', 'on', 'off']),
  /** the folder on the web that was named in place of those that it was packaged with; empty: none was */
  source: z.string(),
  /** who is asked when it looks */
  hosts: z.array(z.string()),
  lookedAt: z.iso.datetime().nullable(),
  /** why the last look came to nothing, in a sentence; empty where it did not */
  trouble: z.string(),
  offer: offeredUpdateSchema.nullable(),
});
export type UpdateState = z.infer<typeof updateStateSchema>;

/** What of it a person can change; left out: as it is. */
export const updateChangesSchema = z.object({
  looking: z.enum(['on', 'off']).optional(),
  source: z.string().trim().max(500).optional(),
  /** the version of which nobody is to be told again; null takes that back */
  passedOver: z.string().max(80).nullable().optional(),
});
export type UpdateChanges = z.infer<typeof updateChangesSchema>;
