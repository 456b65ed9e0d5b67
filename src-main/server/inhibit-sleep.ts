import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import type { Machine } from '../studio/machine';

const INHIBIT = '/usr/bin/systemd-inhibit';

function isThere(): boolean {
  try {
    accessSync(INHIBIT, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Outside a desktop: systemd keeps a Linux machine awake where it runs; elsewhere nothing does. */
export function serverMachine(): Machine {
  const canInhibit = isThere();
  return {
    keptAwakeBy: canInhibit ? 'systemd-inhibit' : '',
    holdOffSleep() {
      if (!canInhibit) return () => {};
      // `cat` ends when our end of its pipe is closed, even when we are killed.
      const args = ['--what=sleep:idle', '--who=Trainyard', '--why=A run is training', '--mode=block', 'cat'];
      const child = spawn(INHIBIT, args, { stdio: ['pipe', 'ignore', 'ignore'] });
      child.on('error', (error) => console.error('The machine may fall asleep.', error));
      child.stdin.on('error', () => {});
      return () => child.stdin.end();
    },
    battery: undefined,
  };
}
