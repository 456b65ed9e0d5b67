import * as fs from 'node:fs';
import { Problem } from '../../lib/say.mjs';

/** So much a page holds for a moment, so that its process is told from others. */
const HELD_BYTES = 128 * 1024 * 1024;

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
 * The process that runs a page. A browser has several of the kind: some are its own, one is kept warm for the next page, another
 * may be left from the page before. DevTools tells of processes and of pages, but not which has which. So the page holds some
 * memory for a moment, and the process that has grown by as much is its own, however busy the machine is.
 *
 * @returns undefined where the system does not tell what a process holds
 */
export async function rendererPid(browser, page) {
  const [session, own] = [await browser.newBrowserCDPSession(), await page.context().newCDPSession(page)];
  const renderers = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const its = processInfo.filter(({ type }) => type === 'renderer');
    return new Map(its.map(({ id }) => [id, privateBytes(id)]));
  };
  try {
    // What is thrown away meanwhile would hide what is held.
    await own.send('HeapProfiler.collectGarbage');
    const before = await renderers();
    if ([...before.values()].every((bytes) => bytes === undefined)) return undefined;
    await page.evaluate((bytes) => void (window.held_ = new Uint8Array(bytes).fill(1)), HELD_BYTES);
    const after = await renderers();
    await page.evaluate(() => void delete window.held_);
    await own.send('HeapProfiler.collectGarbage');
    const grown = [...after].filter(
      ([id, bytes]) => (bytes ?? 0) - (before.get(id) ?? Infinity) > 0.9 * HELD_BYTES,
    );
    if (grown.length === 1) return grown[0][0];
    throw new Problem('The process of the page was not found.', 'Try again when the machine has less to do.');
  } finally {
    await session.detach();
    await own.detach();
  }
}
