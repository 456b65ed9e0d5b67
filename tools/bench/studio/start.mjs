import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { openWindow } from './shells.mjs';

/** From the start of the program to a page that can be used, on a library that was open before. */
export async function measureStart(shell, { rounds }) {
  const library = fs.mkdtempSync(path.join(os.tmpdir(), 'trainyard-start-'));
  const [start, page] = [[], []];
  try {
    // The first makes the library, and has the system read the program.
    for (let round = -1; round < rounds; round++) {
      const window = await openWindow(shell, library);
      await window.close();
      if (round < 0) continue;
      start.push(window.startMs);
      if (window.pageMs !== undefined) page.push(window.pageMs);
    }
  } finally {
    fs.rmSync(library, { recursive: true, force: true });
  }
  return { start, page };
}
