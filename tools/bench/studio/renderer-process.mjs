import * as fs from 'node:fs';
import { Problem } from '../../lib/say.mjs';

/** So long a page computes, so that its process is told from others. */
const BUSY_MS = 400;
/** What the process of a page must have computed meanwhile, in seconds; much less is another's housekeeping. */
const LEAST_SECONDS = 0.1;

/** Bytes of a process that are its own, as Linux tells; undefined elsewhere. */
export function privateBytes(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return [...text.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce(
      (sum, [, kb]) => sum + Number(kb) * 1024,
      0,
    );
  } catch {
    return undefined;
  }
}

/**
 * The process that runs a page. A browser has several of the kind: one is kept warm for the next page, another may be left from
 * the page before. DevTools tells of processes and of pages, but not which has which: so the page is kept busy for a moment,
 * and the process that computed most meanwhile is its own.
 */
export async function rendererPid(browser, page) {
  const session = await browser.newBrowserCDPSession();
  const renderers = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'renderer');
  };
  try {
    const before = new Map((await renderers()).map(({ id, cpuTime }) => [id, cpuTime]));
    await page.evaluate((milliseconds) => {
      const until = performance.now() + milliseconds;
      while (performance.now() < until);
    }, BUSY_MS);
    const [busiest] = (await renderers())
      .map(({ id, cpuTime }) => ({ id, seconds: cpuTime - (before.get(id) ?? 0) }))
      .toSorted((a, b) => b.seconds - a.seconds);
    if (busiest === undefined || busiest.seconds < LEAST_SECONDS) {
      throw new Problem(
        'The process of the page was not found.',
        'Try again when the machine has less to do.',
      );
    }
    return busiest.id;
  } finally {
    await session.detach();
  }
}
