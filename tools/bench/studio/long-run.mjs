import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ownNode } from '../../lib/node.mjs';
import { capture } from '../../lib/run.mjs';
import { program } from './bundle-programs.mjs';
import { paintedAt, paintScript } from './paints.mjs';
import { cli, openWindow } from './shells.mjs';

const EPOCHS = 200;
const MOVES = 90;

async function makeLongRun(rows) {
  const library = fs.mkdtempSync(path.join(os.tmpdir(), 'trainyard-long-'));
  const settings = ['--set', 'epochs=1', '--set', 'stop.steps=20'];
  await capture(ownNode, [cli, 'train', 'mlp', '--library', library, ...settings]);
  const [run] = fs.readdirSync(path.join(library, 'runs')).filter((name) => !name.startsWith('.'));
  await capture(ownNode, [
    program('long-run'),
    path.join(library, 'runs', run),
    String(rows),
    String(EPOCHS),
  ]);
  return library;
}

/** The frames of the page while something is done in it: milliseconds between one and the next. */
async function framesDuring(page, act) {
  await page.evaluate(() => {
    window.frames = [];
    const note = (at) => {
      window.frames.push(at);
      window.frameRequest = requestAnimationFrame(note);
    };
    window.frameRequest = requestAnimationFrame(note);
  });
  await act();
  const frames = await page.evaluate(() => {
    cancelAnimationFrame(window.frameRequest);
    return window.frames;
  });
  return frames.slice(1).map((at, place) => at - frames[place]);
}

async function pan(page) {
  const frame = page.locator('.frame[role="group"]').first();
  await frame.focus();
  for (let press = 0; press < 5; press++) await page.keyboard.press('+');
  await page.waitForTimeout(500);
  const box = await frame.boundingBox();
  const [y, left, right] = [box.y + box.height / 2, box.x + 100, box.x + box.width - 60];
  return framesDuring(page, async () => {
    await page.keyboard.down('Shift');
    await page.mouse.move(right, y);
    await page.mouse.down();
    for (let move = 1; move <= MOVES; move++) {
      // There and back, so that the end of the series keeps nothing from moving.
      const share = move <= MOVES / 2 ? move / (MOVES / 2) : 2 - move / (MOVES / 2);
      await page.mouse.move(right - (right - left) * share, y);
    }
    await page.mouse.up();
    await page.keyboard.up('Shift');
  });
}

/** Opening a run of many points from the list, by a studio that has not read it yet and by one that has, and panning it. */
export async function measureLongRun(shell, { rounds, rows }) {
  const library = await makeLongRun(rows);
  const [first, again] = [[], []];
  let frames = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const window = await openWindow(shell, library, paintScript);
      const { page } = window;
      try {
        for (const times of [first, again]) {
          await page.getByTestId('run-row').first().waitFor();
          await page.evaluate(() => (window.paints = []));
          const clicked = performance.timeOrigin + performance.now();
          await page.getByTestId('run-row').first().click();
          times.push((await paintedAt(page, rows)) - clicked);
          if (times === first) {
            await page.getByTestId('nav-runs').click();
            // A page that knows nothing of it, of a studio that does.
            await page.reload();
          }
        }
        frames = frames.concat(await pan(page));
      } finally {
        await window.close();
      }
    }
  } finally {
    fs.rmSync(library, { recursive: true, force: true });
  }
  return { first, again, frames };
}
