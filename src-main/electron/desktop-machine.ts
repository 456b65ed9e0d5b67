import { powerMonitor, powerSaveBlocker } from 'electron';
import type { Machine } from '../studio/machine';

/** The machine as Electron knows it, once it is ready. */
export const desktopMachine = (): Machine => ({
  keptAwakeBy: 'the system',
  holdOffSleep() {
    const id = powerSaveBlocker.start('prevent-app-suspension');
    return () => {
      powerSaveBlocker.stop(id);
    };
  },
  battery: {
    isUsed: () => powerMonitor.isOnBatteryPower(),
    onChange(listener) {
      powerMonitor.on('on-battery', listener);
      powerMonitor.on('on-ac', listener);
    },
  },
});
