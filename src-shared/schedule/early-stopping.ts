import { z } from 'zod';
import { isBetter, monitorSchema, type EarlyStoppingSettings, type Monitor } from '../spec/stopping';

/** What early stopping remembers from epoch to epoch; it goes into checkpoints. */
export const earlyStateSchema = z.object({
  /** what `best` is of */
  monitor: monitorSchema,
  best: z.number().nullable(),
  /** counted from 1; 0 while none was good */
  bestEpoch: z.int().nonnegative(),
  epochsWithout: z.int().nonnegative(),
});
export type EarlyState = z.infer<typeof earlyStateSchema>;

export const freshEarly: EarlyState = { monitor: 'valLoss', best: null, bestEpoch: 0, epochsWithout: 0 };

/** The state after an epoch, as Keras's EarlyStopping goes on. An epoch that was not measured changes nothing. */
export function afterEpoch(
  { monitor, minDelta }: EarlyStoppingSettings,
  state: EarlyState,
  row: Readonly<Record<Monitor, number | null>> & { epoch: number },
): EarlyState {
  const before = state.monitor === monitor ? state : { ...freshEarly, monitor };
  const value = row[monitor];
  if (value === null) return before;
  return isBetter(monitor, value, before.best, minDelta)
    ? { monitor, best: value, bestEpoch: row.epoch, epochsWithout: 0 }
    : { ...before, epochsWithout: before.epochsWithout + 1 };
}

export const hasWaitedEnough = (
  { patience, monitor }: EarlyStoppingSettings,
  { monitor: its, epochsWithout }: EarlyState,
): boolean => patience > 0 && its === monitor && epochsWithout >= patience;
