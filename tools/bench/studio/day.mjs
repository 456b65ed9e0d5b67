import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inRoot } from '../../lib/files.mjs';
import { ownNode } from '../../lib/node.mjs';
import { capture } from '../../lib/run.mjs';
import { program } from './bundle-programs.mjs';
import { engineProgram } from './engine-program.mjs';
import { privateBytes, rendererPid } from './renderer-process.mjs';
import { cli, startBrowser, startServer, VIEW } from './shells.mjs';

/** A day of a run with 50 steps a second and an epoch a minute. */
const DAY = { hours: 24, epochs: 1440, stepsPerEpoch: 3000 };
const REPORT_EVERY_MS = 50;

/** What the page holds when all that it does not need was thrown away. */
async function heldBy(page, session, pid) {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (wanted) => metrics.find(({ name }) => name === wanted)?.value;
  return {
    heap: of('JSHeapUsedSize'),
    nodes: of('Nodes'),
    listeners: of('JSEventListeners'),
    resident: privateBytes(pid),
  };
}

/**
 * A run of a day, told in some minutes: the real studio and the real page, with an engine that makes rows, epochs, norms,
 * histograms and lines of the log up. What the page holds is measured each hour of it.
 */
export async function measureDay({ seconds }) {
  const library = fs.mkdtempSync(path.join(os.tmpdir(), 'trainyard-day-'));
  // The digits are drawn before, so that nothing else is at work.
  await capture(ownNode, [cli, 'train', 'mlp', '--library', library, '--set', 'stop.steps=5']);
  const reports = (seconds * 1000) / REPORT_EVERY_MS;
  const stepsPerReport = Math.ceil((DAY.epochs * DAY.stepsPerEpoch) / reports);
  const engine = engineProgram();
  const pace = [DAY.stepsPerEpoch, stepsPerReport, REPORT_EVERY_MS].map(String);
  const server = await startServer([program('day-studio'), library, engine, inRoot('out/renderer'), ...pace]);
  const browser = await startBrowser();
  try {
    const page = await (await browser.newContext({ viewport: VIEW })).newPage();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    let messages = 0;
    page.on('websocket', (socket) => socket.on('framereceived', () => messages++));
    await page.goto(server.url);
    await page.getByTestId('nav-runs').waitFor();
    const run = capture(ownNode, [
      cli,
      'train',
      'mlp',
      '--library',
      library,
      '--set',
      `epochs=${DAY.epochs}`,
      '--set',
      'batchSize=18',
    ]).catch(() => '');
    await page.getByTestId('status-run').click({ timeout: 120_000 });
    const pid = await rendererPid(browser, page);
    const step = async () =>
      Number(
        /step ([\d,]+) of/
          .exec((await page.getByTestId('run-step').textContent()) ?? '')?.[1]
          .replaceAll(',', '') ?? 0,
      );
    const hours = [];
    for (let hour = 1; hour <= DAY.hours; hour++) {
      const wanted = (hour * DAY.epochs * DAY.stepsPerEpoch) / DAY.hours;
      while ((await step()) < wanted * 0.999) await page.waitForTimeout(250);
      hours.push({ hour, messages, ...(await heldBy(page, session, pid)) });
      console.log(JSON.stringify(hours.at(-1)));
    }
    await run;
    return { hours, steps: DAY.epochs * DAY.stepsPerEpoch, epochs: DAY.epochs };
  } finally {
    await browser.close();
    await server.stop();
    fs.rmSync(library, { recursive: true, force: true });
  }
}
