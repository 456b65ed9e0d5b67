import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ownNode } from '../../lib/node.mjs';
import { capture } from '../../lib/run.mjs';
import { inRoot } from '../../lib/files.mjs';
import { cli, openWindow, usableAt } from './shells.mjs';

async function makeRuns(runs) {
  const library = fs.mkdtempSync(path.join(os.tmpdir(), 'trainyard-many-'));
  for (const preset of ['mlp', 'cnn']) {
    const settings = ['--set', 'epochs=3', '--set', 'stop.steps=60'];
    await capture(ownNode, [cli, 'train', preset, '--library', library, ...settings]);
  }
  await capture(ownNode, [inRoot('test/bench/many-runs.ts'), library, String(runs)], { timeoutMs: 900_000 });
  // The index of what a list shows is there from the second start on.
  await capture(ownNode, [cli, 'runs', '--library', library], { timeoutMs: 900_000 });
  return library;
}

/**
 * How soon a library of many runs is listed: from the page's address (in Electron from the start of the process) to the
 * first painted rows, and the same when the page is loaded anew.
 */
export async function measureManyRuns(shell, { rounds, runs, library }) {
  const its = library ?? (await makeRuns(runs));
  const [first, again, start] = [[], [], []];
  try {
    for (let round = 0; round < rounds; round++) {
      const window = await openWindow(shell, its);
      const { page } = window;
      try {
        await page.getByTestId('run-row').first().waitFor();
        start.push(window.startMs);
        if (window.pageMs !== undefined) first.push(window.pageMs);
        const asked = performance.timeOrigin + performance.now();
        await page.reload();
        again.push((await usableAt(page)) - asked);
      } finally {
        await window.close();
      }
    }
  } finally {
    if (library === undefined) fs.rmSync(its, { recursive: true, force: true });
  }
  return { start, first, again };
}

export { makeRuns };
