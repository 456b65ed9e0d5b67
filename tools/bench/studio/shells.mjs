import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, chromium } from '@playwright/test';
import { findBrowser } from '../../browser.mjs';
import { inRoot } from '../../lib/files.mjs';
import { ownNode } from '../../lib/node.mjs';
import { findElectron, sandboxFlags } from '../../setup/electron.mjs';

export const cli = inRoot('out/main/cli.cjs');
export const VIEW = { width: 1440, height: 900 };
/** As in the browser tests: no graphics processor draws, so the processor does. */
const BROWSER_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** What the page marks when everything is there that its first sight needs, and was painted. */
const USABLE = 'trainyard-usable';

/** Milliseconds since 1970 at which the page was usable. */
export const usableAt = (page) =>
  page
    .waitForFunction((name) => performance.getEntriesByName(name)[0]?.startTime, USABLE, { polling: 20 })
    .then((found) => found.jsonValue())
    .then((start) => page.evaluate((at) => performance.timeOrigin + at, start));

const ended = (child) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve));

/** Starts a program that prints the address of a studio, and waits for that. */
export async function startServer(args) {
  const server = spawn(ownNode, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(server.stdout)) {
    const url = /"url":"([^"]+)"/.exec(line)?.[1];
    if (url) {
      server.stdout.resume();
      const stop = async () => {
        server.kill('SIGTERM');
        await ended(server);
      };
      return { pid: server.pid, url, stop };
    }
  }
  throw new Error(`${args.join(' ')} ended without an address.`);
}

export const serveLibrary = (library) => startServer([cli, 'serve', '--library', library, '--json']);

export async function startBrowser() {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('no browser was found');
  return chromium.launch({ executablePath, args: BROWSER_ARGS });
}

/**
 * The studio on a library, seen in a window of one of the two shells.
 *
 * @param shell `chromium` (the headless shell and a browser) or `electron`
 * @param script runs in the page before anything of its own
 */
export async function openWindow(shell, library, script) {
  return shell === 'electron' ? openElectron(library, script) : openChromium(library, script);
}

async function openChromium(library, script) {
  const browser = await startBrowser();
  const begun = Date.now();
  const server = await serveLibrary(library);
  const context = await browser.newContext({ viewport: VIEW });
  if (script) await context.addInitScript(script.run, script.given);
  const page = await context.newPage();
  const asked = Date.now();
  await page.goto(server.url);
  const usable = await usableAt(page);
  return {
    page,
    /** milliseconds from the start of the studio's process, and from the page's address, to the usable page */
    startMs: usable - begun,
    pageMs: usable - asked,
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
}

async function openElectron(library, script) {
  const { program, reason } = await findElectron();
  if (program === undefined) throw new Error(reason);
  const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'trainyard-user-'));
  const app = await _electron.launch({
    executablePath: program,
    args: [...sandboxFlags(), `--user-data-dir=${userData}`, inRoot('.'), '--library', library],
    env: { ...process.env, TRAINYARD_QUIT: 'save' },
  });
  const page = await app.firstWindow();
  const usable = await usableAt(page);
  // Since the system made the process: what starts and watches it from here does not count.
  const begun = await app.evaluate(() => process.getCreationTime());
  await app.evaluate(({ BrowserWindow }, size) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
  }, VIEW);
  if (script) {
    await page.addInitScript(script.run, script.given);
    await page.reload();
    await usableAt(page);
  }
  return {
    page,
    startMs: usable - begun,
    pageMs: undefined,
    close: async () => {
      await app.close();
      fs.rmSync(userData, { recursive: true, force: true });
    },
  };
}
