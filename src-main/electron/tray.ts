import { Menu, nativeImage, Tray } from 'electron';

const SIZE = 22;

/** A disc with a bar on it, which fills as the run goes on. It is drawn here: it needs no file beside the program. */
function trayImage(share: number | undefined): Electron.NativeImage {
  const pixels = Buffer.alloc(SIZE * SIZE * 4);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const isInside = Math.hypot(x - 10.5, y - 10.5) <= 9.5;
      const isBar = Math.abs(y - 10.5) <= 2 && Math.abs(x - 10.5) <= 6.5;
      const isDone = share === undefined || x - 4 <= share * 13;
      // Blue, green, red, opacity.
      const bar = isDone ? [255, 255, 255, 255] : [220, 150, 155, 255];
      if (isInside) pixels.set(isBar ? bar : [200, 70, 80, 255], (y * SIZE + x) * 4);
    }
  }
  return nativeImage.createFromBitmap(pixels, { width: SIZE, height: SIZE });
}

export interface TrayActions {
  open(): void;
  quit(): void;
}

export interface ProgressTray {
  /** @param share from 0 to 1; undefined while nothing trains */
  show(words: string, share: number | undefined): void;
  destroy(): void;
}

/** Shows that Trainyard goes on without a window; undefined where the desktop has no place for it. */
export function showTray(actions: TrayActions): ProgressTray | undefined {
  try {
    const tray = new Tray(trayImage(undefined));
    let shown: string | undefined;
    const show = (words: string, share: number | undefined) => {
      const drawn = share === undefined ? undefined : Math.floor(share * 13);
      const key = `${words} ${drawn}`;
      if (key === shown || tray.isDestroyed()) return;
      shown = key;
      tray.setImage(trayImage(share));
      tray.setToolTip(words);
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: words, enabled: false },
          { type: 'separator' },
          { label: 'Open Trainyard', click: () => actions.open() },
          { label: 'Quit', click: () => actions.quit() },
        ]),
      );
    };
    show('Trainyard', undefined);
    tray.on('click', () => actions.open());
    return { show, destroy: () => tray.destroy() };
  } catch (error) {
    console.error('Trainyard: there is no tray to show it in.', error);
    return undefined;
  }
}
