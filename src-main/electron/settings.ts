import Store from 'electron-store';
import { z } from 'zod';

const boundsSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type Bounds = z.infer<typeof boundsSchema>;

const settingsSchema = z.object({
  window: z.object({ bounds: boundsSchema, maximized: z.boolean() }).optional(),
  /** another place for the library than the default one */
  libraryFolder: z.string().min(1).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

export interface SettingsFile {
  /** What is not as it should be, edited by hand say, counts as not set. */
  read(): Settings;
  write(changes: Settings): void;
}

/** Opens `settings.json` in the application's folder. Electron must know that folder already. */
export function openSettings(): SettingsFile {
  const store = new Store<Settings>({ name: 'settings', clearInvalidConfig: true });
  return {
    read: () => {
      const { window, libraryFolder } = settingsSchema.shape;
      return {
        window: window.catch(undefined).parse(store.get('window')),
        libraryFolder: libraryFolder.catch(undefined).parse(store.get('libraryFolder')),
      };
    },
    write: (changes) => store.set(changes),
  };
}
