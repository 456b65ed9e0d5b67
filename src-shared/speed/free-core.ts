import type { SpeedSetting } from '../contract/speed';

/** A setting that leaves one of a machine's threads to its user, where it would take them all. */
export function withFreeCore(setting: SpeedSetting, machineThreads: number): SpeedSetting {
  const most = Math.max(1, machineThreads - 1);
  return setting.threads <= most ? setting : { ...setting, threads: most };
}
