import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importSmallDataset } from '../small-dataset';
import { Terminal, type Started } from '../terminal';
import { RayCluster } from './ray-cluster';

const TRIALS = 24;

let cluster: RayCluster;
let terminal: Terminal;
let shared: string;
let server: Started;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  const python = process.env['TRAINYARD_RAY_PYTHON'];
  if (!python) throw new Error('TRAINYARD_RAY_PYTHON names no Python: use npm run test:ray.');
  terminal = await Terminal.openEmpty();
  await importSmallDataset(terminal);
  shared = await mkdtemp(join(tmpdir(), 'trainyard-shared-'));
  cluster = await RayCluster.start(python);
  await cluster.addNode();
  server = terminal.start(['serve']);
  const { url } = await server.line(({ event }) => event === 'serving');
  browser = await chromium.launch({
    executablePath: process.env['TRAINYARD_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(60_000);
  await page.goto(String(url));
});
afterAll(async () => {
  await browser?.close();
  server?.process.kill('SIGTERM');
  await server?.ended;
  await cluster?.stop();
  await terminal?.close();
  if (shared) await rm(shared, { recursive: true, force: true });
});

it('a sweep goes to a cluster from the window, and loses nothing with a node of it', async () => {
  const command = `"${process.execPath}" "${resolve('out/main/cli.cjs')}"`;
  const asked = `train mlp --data small --set epochs=1 --on ${cluster.address} --shared ${shared}`;
  const first = await terminal.run([...asked.split(' '), '--ray-command', command]);
  expect(first.code, first.stderr).toBe(0);

  const to = (path: string) => page.evaluate((hash) => void (location.hash = hash), path);
  await to('#/new?dataset=small&preset=mlp');
  await page.getByTestId('vary-run').click();
  await page.getByTestId('budget-trials').fill(String(TRIALS));
  await page.getByTestId('budget-trials').blur();
  await page.getByTestId('sweep-name').fill('in-the-cluster');

  // A page can name no cluster: it is offered those that were used from a terminal.
  await page.getByTestId('place').selectOption(cluster.http);
  await page.getByTestId('change-place').click();
  await page.getByTestId('place-at-once').fill('4');
  await page.getByTestId('use-place').click();
  await page.getByTestId('use-place').waitFor({ state: 'detached' });
  await page.getByTestId('begin-sweep').click();

  const state = page.getByTestId('sweep-state');
  await state.waitFor();
  const rows = page.getByTestId('trial-row');
  await expect.poll(() => rows.count(), { timeout: 600_000, interval: 1000 }).toBeGreaterThan(8);
  cluster.killLastNode();
  await expect.poll(() => state.textContent(), { timeout: 900_000, interval: 2000 }).toMatch(/Done/);
  expect(await rows.count()).toBe(TRIALS);
  await rows.first().getByRole('link').click();
  await page.getByTestId('run-place').waitFor();
});
