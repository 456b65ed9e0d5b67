import { screen, type BrowserWindow, type Size } from 'electron';
import type { Bounds, SettingsFile } from './settings';

/** What must be seen of a window so that a person can get hold of it. */
const VISIBLE = { width: 120, height: 40 };
const KEEP_AFTER_MS = 500;

const overlap = (start: number, length: number, otherStart: number, otherLength: number): number =>
  Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);

/** Whether enough of a window stands on a display: one may have been unplugged since. */
function isReachable(bounds: Bounds): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const width = overlap(bounds.x, bounds.width, workArea.x, workArea.width);
    const top = bounds.y >= workArea.y - VISIBLE.height / 2;
    const height = overlap(bounds.y, bounds.height, workArea.y, workArea.height);
    return top && width >= VISIBLE.width && height >= VISIBLE.height;
  });
}

/** As much of a place as the screen has room for: the one that it was left on may have been larger. */
function fitted({ x, y, width, height }: Bounds): Bounds {
  const displays = screen.getAllDisplays();
  const [only] = displays;
  // A window may lie across several.
  if (!only || displays.length > 1) return { x, y, width, height };
  const { workArea } = only;
  const across = width > workArea.width ? workArea : { x, width };
  const down = height > workArea.height ? workArea : { y, height };
  return { x: across.x, y: down.y, width: across.width, height: down.height };
}

/** The size of a window that never stood anywhere. */
export function firstSize({ width, height }: Size): Size {
  const { workAreaSize } = screen.getPrimaryDisplay();
  return { width: Math.min(width, workAreaSize.width), height: Math.min(height, workAreaSize.height) };
}

/** Where the window stood last, when that can still be seen. */
export function lastPlace(settings: SettingsFile): { bounds: Bounds | undefined; maximized: boolean } {
  const { window } = settings.read();
  return {
    bounds: window && isReachable(window.bounds) ? fitted(window.bounds) : undefined,
    maximized: window?.maximized ?? false,
  };
}

/** Keeps the window's place in the settings, a moment after it was moved and when it closes. */
export function keepPlace(window: BrowserWindow, settings: SettingsFile): void {
  let timer: NodeJS.Timeout | undefined;
  const keep = () => {
    clearTimeout(timer);
    if (window.isDestroyed()) return;
    try {
      settings.write({ window: { bounds: window.getNormalBounds(), maximized: window.isMaximized() } });
    } catch (error) {
      // On a full disk the next window stands elsewhere; what trains goes on.
      console.error('Trainyard: the place of the window could not be kept.', error);
    }
  };
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, KEEP_AFTER_MS);
  };
  window.on('resize', keepSoon);
  window.on('move', keepSoon);
  window.on('close', keep);
}
