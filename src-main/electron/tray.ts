import { Menu, nativeImage, Tray } from 'electron';

const SIZE = 22;

/** A disc with a bar on it, drawn here: it needs no file beside the program. */
function trayImage(): Electron.NativeImage {
  const pixels = Buffer.alloc(SIZE * SIZE * 4);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const isInside = Math.hypot(x - 10.5, y - 10.5) <= 9.5;
      const isBar = Math.abs(y - 10.5) <= 2 && Math.abs(x - 10.5) <= 5.5;
      // Blue, green, red, opacity.
      if (isInside) pixels.set(isBar ? [255, 255, 255, 255] : [200, 70, 80, 255], (y * SIZE + x) * 4);
    }
  }
  return nativeImage.createFromBitmap(pixels, { width: SIZE, height: SIZE });
}

/** Shows that Trainyard goes on without a window; undefined where the desktop has no place for it. */
export function showTray(actions: { open(): void; quit(): void }): Tray | undefined {
  try {
    const tray = new Tray(trayImage());
    tray.setToolTip('Trainyard is training');
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Open Trainyard', click: () => actions.open() },
        { type: 'separator' },
        { label: 'Quit', click: () => actions.quit() },
      ]),
    );
    tray.on('click', () => actions.open());
    return tray;
  } catch (error) {
    console.error('Trainyard: there is no tray to show it in.', error);
    return undefined;
  }
}
