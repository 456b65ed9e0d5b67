import { app, safeStorage } from 'electron';
import { programMachines } from '../server/program-machines';
import type { MachinesOptions, Secrets } from '../studio/machines/dial';

/** The system's own keeper of secrets; undefined where there is none. */
function systemSecrets(): Secrets | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  // Without a keyring Electron would seal with a key that everybody knows: a file that its owner alone reads is better.
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
    return undefined;
  }
  return {
    seal: (secret) => safeStorage.encryptString(secret).toString('base64'),
    open: (sealed) => {
      try {
        return safeStorage.decryptString(Buffer.from(sealed, 'base64'));
      } catch {
        return undefined;
      }
    },
  };
}

/** How the desktop program works with other machines. Electron must be ready. */
export const desktopMachines = (): MachinesOptions =>
  programMachines(app.getPath('userData'), { secrets: systemSecrets() });
