import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import { findBrowser } from '../browser.mjs';
import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { capture } from '../lib/run.mjs';
import { treeCpuTime } from './cpu-time.mjs';
import { fashionMnist } from './fashion-mnist.mjs';
import { median } from './statistics.mjs';

const cli = inRoot('out/main/cli.cjs');
/** As in the browser tests: no graphics processor draws the charts, so the one that trains does. */
const BROWSER_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
/**
 * Epochs to settle after the window was opened or closed, and epochs that are measured. A page that was just opened has its code
 * compiled for some seconds yet.
 */
const EPOCHS = { mlp: { settling: 24, measured: 24 }, cnn: { settling: 1, measured: 1 } };

async function serve(library) {
  const server = spawn(ownNode, [cli, 'serve', '--library', library, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface(server.stdout)) {
    const url = /"url":"([^"]+)"/.exec(line)?.[1];
    if (url) return { server, url };
  }
  throw new Error('The studio ended without an address.');
}

/** The epochs of a run of the preset, as they end. */
async function* epochsOf(preset, dataset, epochs, library) {
  const settings = [
    `data.dataset=${dataset}`,
    `epochs=${epochs}`,
    'checkpoint.everyEpochs=0',
    'checkpoint.best=false',
  ];
  const args = [
    'train',
    preset,
    ...settings.flatMap((one) => ['--set', one]),
    '--library',
    library,
    '--json',
  ];
  const run = spawn(ownNode, [cli, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface(run.stdout)) {
    const event = JSON.parse(line);
    if (event.event === 'epoch') yield event;
  }
}

/**
 * What an open window costs a run: one run of the product, in which stretches with its page open in a browser and with
 * no page at all take turns.
 *
 * @returns one object a pair: seconds of the epochs with and without the window, and the cores that the studio and the
 *   browser used beside the engine
 * @throws where no browser is found
 */
export async function measureWindow(model, { rounds, quick }) {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('no browser was found');
  const { settling, measured } = EPOCHS[model];
  const pairs = quick ? 1 : Math.max(rounds, 5);
  const library = fs.mkdtempSync(path.join(os.tmpdir(), 'trainyard-window-'));
  const source = fashionMnist();
  if (source) await capture(ownNode, [cli, 'data', 'import', source, '--library', library]);
  const { server, url } = await serve(library);
  const host = await chromium.launchServer({ executablePath, args: BROWSER_ARGS });
  const browser = await chromium.connect(host.wsEndpoint());
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    let page = await context.newPage();
    // The address carries the token once; the cookie that it leaves lets later pages in.
    await page.goto(url);
    const show = {
      open: async () => {
        page ??= await context.newPage();
        await page.goto(`${new URL('/', url).href}#/runs`);
        await page.getByTestId('run-row').first().click();
      },
      closed: async () => {
        await page?.close();
        page = undefined;
      },
    };
    const used = () => ({ studio: treeCpuTime(server.pid, 0), browser: treeCpuTime(host.process().pid) });
    const epochs = 1 + 2 * pairs * (settling + measured);
    const run = epochsOf(model, source ? 'fashion-mnist' : 'digits', epochs, library);
    const next = async () => (await run.next()).value.seconds;
    const stretch = async (state) => {
      await show[state]();
      for (let epoch = 0; epoch < settling; epoch++) await next();
      const before = used();
      let seconds = 0;
      for (let epoch = 0; epoch < measured; epoch++) seconds += await next();
      const after = used();
      return {
        seconds,
        studioCores: (after.studio - before.studio) / seconds,
        browserCores: (after.browser - before.browser) / seconds,
      };
    };
    await next();
    const results = [];
    for (let pair = 0; pair < pairs; pair++) {
      const result = {};
      // The other way round each time, so that a drift of the machine counts for both.
      for (const state of pair % 2 === 0 ? ['open', 'closed'] : ['closed', 'open'])
        result[state] = await stretch(state);
      results.push(result);
    }
    return results;
  } finally {
    await browser.close();
    await host.close();
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
    fs.rmSync(library, { recursive: true, force: true });
  }
}

/** How much longer the same epochs take with the window open, as a share: the median of pairs, lowest and highest. */
export function windowCost(pairs) {
  const shares = pairs.map(({ open, closed }) => open.seconds / closed.seconds - 1);
  return { median: median(shares), min: Math.min(...shares), max: Math.max(...shares), count: shares.length };
}
