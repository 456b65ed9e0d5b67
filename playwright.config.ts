import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { ShellOption } from './test/e2e/studio';

// What a probe found is kept from start to start, but beside what a person's own program keeps.
process.env['TRAINYARD_CACHE'] ??= resolve('.cache/program');

/**
 * Of the page alone, whatever shell it is shown in: in Electron they are run with TRAINYARD_E2E=all. How a page reaches its
 * studio there, its keys, dialogs and files are in the others.
 */
const ofThePage = ['compare', 'labels', 'lineage', 'new-run-form', 'run-page', 'runs-list'];
const notInElectron =
  process.env['TRAINYARD_E2E'] === 'all' ? [] : ofThePage.map((name) => `**/${name}.spec.ts`);

/** The same tests in both shells: a real Chromium on the headless shell, and the real Electron window. */
export default defineConfig<ShellOption>({
  testDir: 'test/e2e',
  timeout: 240_000,
  // Generous: a busy machine is slow, and what never comes fails all the same.
  expect: { timeout: 45_000 },
  // One studio trains at a time: two would share the processor and time each other out.
  workers: 1,
  outputDir: 'test-results',
  reporter: 'list',
  use: { screenshot: 'only-on-failure', trace: 'off' },
  projects: [
    { name: 'chromium', use: { shell: 'chromium' } },
    { name: 'electron', use: { shell: 'electron' }, testIgnore: notInElectron },
  ],
});
