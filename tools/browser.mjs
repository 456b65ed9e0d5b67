#!/usr/bin/env node
// Finds a Chromium for the browser tests, or installs one. Run by hand it prints the program's path.

import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { inRoot, isProgram, modules } from './lib/files.mjs';
import { withLock } from './lib/lock.mjs';
import { nodeToUse } from './lib/node.mjs';
import { capture, firstWorking, lastLines } from './lib/run.mjs';
import { Problem, explain, step } from './lib/say.mjs';

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((dir) => path.join(dir, name))
    .find((file) => fs.existsSync(file));

function playwrightsOwn() {
  try {
    return createRequire(path.join(modules, 'playwright', 'package.json'))(
      'playwright-core',
    ).chromium.executablePath();
  } catch {
    return undefined;
  }
}

export function findBrowser() {
  const named = process.env.TRAINYARD_CHROMIUM;
  if (named && !fs.existsSync(named))
    throw new Problem(
      `TRAINYARD_CHROMIUM is ${named}, but there is no such program.`,
      'Correct it, or unset it.',
    );
  const candidates = [
    () => named,
    () =>
      ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe']
        .map(onPath)
        .find(Boolean),
    () => '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    playwrightsOwn,
  ];
  for (const candidate of candidates) {
    const file = candidate();
    if (file && fs.existsSync(file)) return file;
  }
  return undefined;
}

const byPlaywright = () =>
  step('downloading a Chromium for the tests', () =>
    capture(nodeToUse(), [path.join(modules, 'playwright/cli.js'), 'install', 'chromium'], {
      timeoutMs: 10 * 60_000,
    }),
  );

const byApt = () =>
  step('installing Chromium with apt-get', async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await capture('apt-get', ['update', '-qq'], { env });
    await capture(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'xvfb', 'xauth'],
      { env },
    );
  });

export async function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  // Debian's comes with the system libraries that Playwright's would miss on a bare machine.
  const canUseApt = process.getuid?.() === 0 && firstWorking(['apt-get']);
  const failures = [];
  return withLock(inRoot('.cache/browser.lock'), 'installing a browser', async () => {
    for (const install of canUseApt ? [byApt, byPlaywright] : [byPlaywright]) {
      const already = findBrowser();
      if (already) return already;
      try {
        await install();
      } catch (error) {
        failures.push(lastLines(error, 2));
      }
    }
    const browser = findBrowser();
    if (browser) return browser;
    throw new Problem(
      'The tests need Chromium, and it could not be installed.',
      'Install Chromium or Chrome, or set TRAINYARD_CHROMIUM to its program, and start again.',
      failures.join('\n'),
    );
  });
}

if (isProgram(import.meta.url)) {
  try {
    console.log(await ensureBrowser());
  } catch (error) {
    explain(error);
    process.exitCode = 1;
  }
}
