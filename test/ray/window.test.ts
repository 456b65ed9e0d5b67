import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importSmallDataset, SMALL } from '../small-dataset';
import { Terminal, type Started } from '../terminal';
import { RayCluster } from './ray-cluster';
import { RunsOfLibrary } from './runs-of-library';

const TRIALS = 24;
const EPOCHS = 2;

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
  server = terminal.start(['serve', '--port', '0']);
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

const by = (id: string) => page.getByTestId(id);
async function fill(id: string, text: string): Promise<void> {
  await by(id).fill(text);
  await by(id).blur();
}

it('a sweep goes to a cluster from the window, and loses nothing with a node of it', async () => {
  // A page can name no cluster: it is offered those that were used from a terminal.
  const command = `"${process.execPath}" "${resolve('out/main/cli.cjs')}"`;
  const asked = `train mlp --data small --set epochs=1 --on ${cluster.address} --shared ${shared}`;
  const first = await terminal.run([...asked.split(' '), '--ray-command', command]);
  expect(first.code, first.stderr).toBe(0);
  const library = new RunsOfLibrary(terminal);
  const before = library.ids();

  await page.evaluate(() => void (location.hash = '#/new?dataset=small&preset=mlp'));
  await fill('field-epochs', String(EPOCHS));
  await fill('field-batchSize', String(SMALL.batchSize));
  await by('vary-run').click();
  await fill('budget-trials', String(TRIALS));
  await by('halving').click();
  await fill('sweep-name', 'in-the-cluster');
  await by('train-on-choice').selectOption(cluster.http);
  await by('change-place').click();
  await fill('place-at-once', '4');
  await by('use-place').click();
  await by('use-place').waitFor({ state: 'detached' });
  await by('begin-sweep').click();

  await by('sweep-state').waitFor();
  const rows = by('trial-row');
  await expect.poll(() => rows.count(), { timeout: 600_000, interval: 1000 }).toBeGreaterThan(8);
  await cluster.killLastNodeWhileItTrains();
  await expect
    .poll(() => by('sweep-state').textContent(), { timeout: 900_000, interval: 2000 })
    .toMatch(/Done/);

  expect(await rows.count()).toBe(TRIALS);
  expect(await rows.filter({ hasText: 'Completed' }).count()).toBe(TRIALS);
  expect(await by('trial-node').allTextContents()).toEqual(
    Array.from({ length: TRIALS }, () => expect.stringContaining(hostname())),
  );
  const runs = library.ids().filter((run) => !before.includes(run));
  expect(runs).toHaveLength(TRIALS);
  expect(new Set(runs.map((run) => library.document(run).sweep?.trial)).size).toBe(TRIALS);
  const again = await library.expectWhole(runs, EPOCHS);
  console.log(`${again.length} of ${TRIALS} trials were started again after the node had died.`);

  // The winner is a run like any other: it says where it trained, and its checkpoint opens.
  await by('best-trial').getByRole('link').click();
  await expect.poll(() => by('run-place').textContent()).toContain(hostname());
  await by('evaluate-best').click();
  await page.getByRole('heading').first().waitFor();
  expect(page.url()).toContain('/checkpoints/');
});
