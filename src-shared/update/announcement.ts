import { z } from 'zod';
import { packageKindSchema, type PackageKind } from '../contract/update';
import { compareVersions, versionSchema } from './version';

/** Its name in the folders on the web where newer versions are announced. */
export const ANNOUNCEMENT_NAME = 'update.json';

export const announcedFileSchema = z.object({
  kind: packageKindSchema,
  /** as Node's `process.platform` and `process.arch` */
  platform: z.string().max(20),
  arch: z.string().max(20),
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+~-]{0,120}$/),
  bytes: z.int().positive().max(4e9),
  /** 64 hexadecimal digits */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AnnouncedFile = z.infer<typeof announcedFileSchema>;

/** What the makers say of a version. */
export const announcementSchema = z.object({
  format: z.literal(1),
  program: z.literal('trainyard'),
  version: versionSchema,
  /** when it was signed: one that is older than what was believed before is not believed any more */
  date: z.iso.datetime(),
  /** what is new, for people */
  notes: z.string().max(20_000),
  /** the oldest version that it may be put over by the program itself */
  minimum: versionSchema,
  /** how many of a hundred machines are to have it by now */
  share: z.number().min(0).max(100),
  files: z.array(announcedFileSchema).max(40),
});
export type Announcement = z.infer<typeof announcementSchema>;

/** As it lies on the web: one file, so that text and signature are never of two versions. */
export const signedAnnouncementSchema = z.object({
  format: z.literal(1),
  /** the announcement in JSON, signed byte for byte */
  announcement: z.string().max(200_000),
  /** Ed25519, in base64; it is enough that one is of a key that is known, so that keys can change */
  signatures: z.array(z.string().max(200)).min(1).max(4),
});

/** What an announcement is judged by. */
export interface UpdatedMachine {
  /** the version that runs */
  version: string;
  platform: string;
  arch: string;
  /** by which package it was installed; undefined where that is not known */
  kind: PackageKind | undefined;
  /** 0 to below 100, drawn once on this machine: those with a low number have a version first */
  drawn: number;
}

export interface Offer {
  /** undefined where there is none for this system */
  file: AnnouncedFile | undefined;
  /** the version that runs is older than the oldest that it may be put over */
  isTooOld: boolean;
}

/** Whether somebody shows an announcement again that was replaced by another one. @param seen the date of the newest that was believed */
export const isStale = ({ date }: Announcement, seen: string | null): boolean =>
  seen !== null && Date.parse(date) < Date.parse(seen);

/**
 * What an announcement, which was believed, means for a machine.
 *
 * @returns undefined where it is of no newer version, or not this machine's turn yet: an older one is never offered
 */
export function offeredTo(announced: Announcement, machine: UpdatedMachine): Offer | undefined {
  if (compareVersions(announced.version, machine.version) <= 0) return undefined;
  if (machine.drawn >= announced.share) return undefined;
  const file = announced.files.find(
    ({ kind, platform, arch }) =>
      kind === machine.kind && platform === machine.platform && arch === machine.arch,
  );
  return { file, isTooOld: compareVersions(machine.version, announced.minimum) < 0 };
}
