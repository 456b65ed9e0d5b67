import { z } from 'zod';
import { hostPathOrNoneSchema } from './host-path';

export const MEMORY_SHARES = [0.25, 0.5, 0.75, 1] as const;

/** How a studio treats the machine that it trains on: `settings.json` of the library. */
export const studioSettingsSchema = z.object({
  /** whether the machine is kept from falling asleep while a run trains */
  keepAwake: z.boolean().default(true),
  /** on its battery: train as ever, start no further run, or pause the one that trains too */
  onBattery: z.enum(['train', 'hold', 'pause']).default('train'),
  /** new runs compute with one thread less than there are */
  leaveCoreFree: z.boolean().default(false),
  /** how much of the machine's memory a new run may take: with less than all of it, one that would take more is refused */
  memoryShare: z.literal(MEMORY_SHARES).default(1),
  /** of which runs the system tells when they end */
  notifications: z.enum(['all', 'failed', 'none']).default('all'),
  /** which checkpoints a new run keeps unless its spec says otherwise: all, or the best and the last two */
  newRunsKeep: z.enum(['everything', 'few']).default('everything'),
  /** the proxy for downloads; empty: as the environment says */
  proxy: z.string().trim().max(500).default(''),
  /** a PEM file of certificates to trust beside Node's own, for downloads; empty: none */
  certificates: hostPathOrNoneSchema.default(''),
});
export type StudioSettings = z.infer<typeof studioSettingsSchema>;

/** The settings, and what of them this machine and shell can do. */
export const settingsSummarySchema = z.object({
  settings: studioSettingsSchema,
  /** by what the machine is kept awake; empty where nothing does */
  keptAwakeBy: z.string(),
  /** whether this shell knows of a battery */
  knowsBattery: z.boolean(),
});
export type SettingsSummary = z.infer<typeof settingsSummarySchema>;
