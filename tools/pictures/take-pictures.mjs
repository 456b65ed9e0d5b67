import { spawn } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { inRoot, modules } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';

const CLI = inRoot('out/main/cli.cjs');
const FOLDER = inRoot('docs/pictures');
const WINDOW = { width: 1440, height: 900 };

/** The program in a terminal, on this library. */
function terminal(library, args) {
  const child = spawn(ownNode, [CLI, args[0], '--library', library, '--json', ...args.slice(1)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const ended = new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      code === 0
        ? resolve(text)
        : reject(new Error(`trainyard ${args.join(' ')} ended with ${code}:\n${text}`)),
    );
  });
  return { child, ended, text: () => text };
}

const trained = (library, preset, ...args) => terminal(library, ['train', preset, ...args]).ended;
const set = (field, value) => ['--set', `${field}=${JSON.stringify(value)}`];

async function withWindow(browser, library, use) {
  const server = terminal(library, ['serve']);
  try {
    for (let tries = 0; !server.text().includes('"url"'); tries++) {
      if (tries > 600) throw new Error('The server gave no address.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const page = await (await browser.newContext({ viewport: WINDOW, reducedMotion: 'reduce' })).newPage();
    const address = JSON.parse(
      server
        .text()
        .split('\n')
        .find((line) => line.includes('"url"')),
    ).url;
    await page.goto(address);
    await page.getByTestId('nav-runs').waitFor();
    // What the machine can do is told by every page's foot.
    await page
      .getByText('on the CPU')
      .or(page.getByText('WebAssembly'))
      .first()
      .waitFor({ timeout: 120_000 });
    await use(page);
    await page.context().close();
  } finally {
    server.child.kill('SIGTERM');
    await server.ended.catch(() => {});
  }
}

/** A page in both themes, once nothing moves any more. */
async function take(page, name, before = async () => {}) {
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForTimeout(600);
    await before();
    await page.screenshot({ path: path.join(FOLDER, `${name}-${theme}.png`) });
  }
  console.log(`docs/pictures/${name}-light.png and -dark.png`);
}

const open = (page, route) =>
  page.evaluate((wanted) => {
    location.hash = wanted;
  }, `#${route}`);

async function ofRuns(page, library) {
  const live = terminal(library, ['train', 'mlp', ...set('epochs', 60), ...set('name', 'digits, long')]);
  // It is stopped, which is no success.
  const ended = live.ended.catch(() => {});
  await page.getByText('digits, long').first().waitFor();
  await page.getByTestId('status-run').click();
  await page.getByTestId('epoch-row-9').waitFor({ timeout: 300_000 });
  await take(page, 'run');
  await open(page, '/runs');
  await take(page, 'runs');
  await open(page, '/settings');
  await page.getByTestId('network-settings').waitFor();
  await take(page, 'settings');
  await terminal(library, ['stop', 'last']).ended;
  await ended;
}

async function ofThings(page) {
  await open(page, '/new?preset=cnn&dataset=digits');
  await page.getByTestId('train-button').waitFor();
  await take(page, 'new-run');
  await open(page, '/checkpoints');
  await page.getByTestId('checkpoint-row').first().click();
  await take(page, 'checkpoints');
  await open(page, '/data/digits');
  await page.waitForTimeout(1500);
  await take(page, 'data');
  await open(page, '/runs');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByTestId('palette-input').waitFor();
  await page.keyboard.type('digits');
  await take(page, 'palette');
  await page.keyboard.press('Escape');
}

async function ofResults(page) {
  await open(page, '/runs');
  await page.getByText('digits, higher rate').first().click();
  await page.getByTestId('run-test').waitFor();
  await page.getByTestId('open-final-test').click();
  await page.getByTestId('evaluation-what').waitFor();
  await take(page, 'evaluation');
  await open(page, '/runs');
  await page.getByText('digits, higher rate').first().click();
  await page.getByTestId('try-result').click();
  await page.getByTestId('take-test-picture').click();
  await page.getByTestId('answer-class').waitFor();
  await take(page, 'try');
  await open(page, '/sweeps');
  await page.getByTestId('sweep-row').first().click();
  await page.getByTestId('trials').waitFor();
  await take(page, 'sweep');
}

/**
 * Takes every picture of README and guide, in both themes, from the program at work: an empty library first, then one in
 * which a few short runs were trained.
 *
 * @param program of a Chromium
 */
export async function takePictures(program) {
  const { chromium } = createRequire(path.join(modules, '@playwright/test/package.json'))('@playwright/test');
  const library = await fs.mkdtemp(path.join(os.tmpdir(), 'trainyard-pictures-'));
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  const browser = await chromium.launch({ executablePath: program, args });
  try {
    await withWindow(browser, library, (page) => take(page, 'first-run'));
    await trained(library, 'mlp', ...set('epochs', 8), ...set('name', 'digits'));
    await trained(
      library,
      'mlp',
      ...set('epochs', 8),
      ...set('optimizer.learningRate', 0.004),
      ...set('name', 'digits, higher rate'),
    );
    await terminal(library, ['data', 'fetch', 'two-moons']).ended;
    await trained(library, 'table-classifier', '--data', 'two-moons', ...set('name', 'moons'));
    const space = ['optimizer.learningRate=log:1e-4..1e-1', 'model.layers.1.units=log-int:16..256'];
    await terminal(library, [
      'sweep',
      'mlp',
      ...space.flatMap((one) => ['--space', one]),
      ...set('epochs', 2),
      '--trials',
      '14',
      '--name',
      'rate and width',
    ]).ended;
    await terminal(library, ['tag', 'digits', 'baseline']).ended;
    await withWindow(browser, library, async (page) => {
      await ofRuns(page, library);
      await ofThings(page);
      await ofResults(page);
    });
  } finally {
    await browser.close();
    await fs.rm(library, { recursive: true, force: true });
  }
}
