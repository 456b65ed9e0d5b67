import { MEMORY_SHARES, studioSettingsSchema, type StudioSettings } from '@shared/contract/settings';
import { UsageError } from './usage-error';

/** What of the settings is to be changed; nothing shows them. */
export interface SettingsCommand {
  name: 'settings';
  changes: Partial<StudioSettings>;
}

function onOff(option: string, text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw new UsageError(`${option} must be on or off, not "${text}".`, option);
}

function onBattery(text: string): StudioSettings['onBattery'] {
  const parsed = studioSettingsSchema.shape.onBattery.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--on-battery must be train, hold or pause, not "${text}".`, '--on-battery');
}

function notifications(text: string): StudioSettings['notifications'] {
  const parsed = studioSettingsSchema.shape.notifications.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--notify must be all, failed or none, not "${text}".`, '--notify');
}

function memoryShare(text: string): StudioSettings['memoryShare'] {
  const share = MEMORY_SHARES.find((value) => `${value * 100}%` === text || `${value * 100}` === text);
  if (share !== undefined) return share;
  throw new UsageError(`--memory must be 25, 50, 75 or 100 (percent), not "${text}".`, '--memory');
}

function newRunsKeep(text: string): StudioSettings['newRunsKeep'] {
  const parsed = studioSettingsSchema.shape.newRunsKeep.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--new-runs-keep must be everything or few, not "${text}".`, '--new-runs-keep');
}

/** @throws UsageError */
export function settingsArguments(values: {
  awake?: string | undefined;
  'on-battery'?: string | undefined;
  'free-core'?: string | undefined;
  notify?: string | undefined;
  'new-runs-keep'?: string | undefined;
  memory?: string | undefined;
}): SettingsCommand {
  const {
    awake,
    'on-battery': battery,
    'free-core': freeCore,
    notify,
    'new-runs-keep': keep,
    memory,
  } = values;
  return {
    name: 'settings',
    changes: {
      ...(awake !== undefined && { keepAwake: onOff('--awake', awake) }),
      ...(battery !== undefined && { onBattery: onBattery(battery) }),
      ...(freeCore !== undefined && { leaveCoreFree: onOff('--free-core', freeCore) }),
      ...(keep !== undefined && { newRunsKeep: newRunsKeep(keep) }),
      ...(memory !== undefined && { memoryShare: memoryShare(memory) }),
      ...(notify !== undefined && { notifications: notifications(notify) }),
    },
  };
}
