import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { ShellOption } from './test/e2e/studio';

// What a probe found is kept from start to start, but beside what a person's own program keeps.
process.env['TRAINYARD_CACHE'] ??= resolve('.cache/program');

/** How a page reaches its studio in Electron, its keys, dialogs and files are in the tests that are not of the page alone. */
const notInElectron = process.env['TRAINYARD_E2E'] === 'all' ? /@browser/ : /@browser|@page/;

/** The same tests in both shells: a real Chromium on the headless shell, and the real Electron window. */
export default defineConfig<ShellOption>({
  testDir: 'test/e2e',
  timeout: 240_000,
  // Generous: a busy machine is slow, and what never comes fails all the same.
  expect: { timeout: 90_000 },
  // Much of a test is waiting, for a page, for an engine that starts: two at a time use both of two cores.
  workers: 2,
  // Test by test, not file by file: the last ones of a long file would leave a core idle.
  fullyParallel: true,
  outputDir: 'test-results',
  reporter: 'list',
  use: { screenshot: 'only-on-failure', trace: 'off' },
  projects: [
    // One at a time: two windows on one display would take the keyboard from each other. First, so that there is one of the
    // others beside each.
    { name: 'electron', use: { shell: 'electron' }, grepInvert: notInElectron, workers: 1 },
    { name: 'chromium', use: { shell: 'chromium' }, grepInvert: /@application/ },
  ],
});
