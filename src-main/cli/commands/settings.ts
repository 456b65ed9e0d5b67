import type { ExitCode, Session } from '../session';
import type { SettingsCommand } from '../settings-arguments';

const ON_BATTERY = {
  train: 'trains as ever',
  hold: 'starts no further run',
  pause: 'starts no further run, and pauses the one that trains',
} as const;

const NOTIFY = {
  all: 'of each run that ends by itself',
  failed: 'of each run that fails or is interrupted',
  none: 'of no run',
} as const;

/** Shows how the machine is treated while a run trains, after changing what was asked for. */
export async function settings(
  { client, output }: Session,
  { changes }: Pick<SettingsCommand, 'changes'>,
): Promise<ExitCode> {
  const before = await client.settings.get();
  const isChanged = Object.keys(changes).length > 0;
  const now = isChanged ? await client.settings.set({ ...before.settings, ...changes }) : before;
  const { keepAwake, onBattery, leaveCoreFree, notifications, newRunsKeep, memoryShare } = now.settings;
  output.event({ event: 'settings', ...now });
  const awake = now.keptAwakeBy === '' ? ' (nothing here can do that)' : ` (by ${now.keptAwakeBy})`;
  output.line(
    `awake       ${keepAwake ? `on: the machine does not sleep while a run trains${awake}` : 'off'}`,
  );
  output.line(
    `on-battery  ${onBattery}: on its battery it ${ON_BATTERY[onBattery]}${now.knowsBattery ? '' : ' (no battery is known of here)'}`,
  );
  output.line(`free-core   ${leaveCoreFree ? 'on: new runs compute with one thread less' : 'off'}`);
  output.line(
    `memory      ${memoryShare * 100}%: ${memoryShare === 1 ? 'a run may take as much as there is' : 'a new run that would take more of the machine’s memory is refused'}`,
  );
  output.line(
    `new-runs-keep ${newRunsKeep}: presets keep ${newRunsKeep === 'few' ? 'the best checkpoint and the last two' : 'every checkpoint'}`,
  );
  output.line(`notify      ${notifications}: the window tells ${NOTIFY[notifications]}`);
  return 0;
}
