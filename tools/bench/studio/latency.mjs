import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { spawn } from 'node:child_process';
import { ownNode } from '../../lib/node.mjs';
import { capture } from '../../lib/run.mjs';
import { fashionMnist } from '../fashion-mnist.mjs';
import { paintScript, paintsOf } from './paints.mjs';
import { cli, openWindow } from './shells.mjs';

/** `STEP_LOG_COLUMNS` and `HEADER_BYTES` in src-shared/series. */
const LOG = { header: 1024, columns: 7, step: 0, seconds: 2 };
const ROW = LOG.columns * Float64Array.BYTES_PER_ELEMENT;
const SETTLING_MS = 5_000;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const now = () => performance.timeOrigin + performance.now();

/** Notes of each row when it was written down, and when it was measured: as much before the last of its group as their clock says. */
function watchRows(folder) {
  const rows = [];
  const log = path.join(folder, 'metrics', 'steps.log');
  const file = fs.openSync(log, 'r');
  let read = fs.fstatSync(file).size - LOG.header;
  const take = () => {
    const written = now();
    const size = Math.floor((fs.fstatSync(file).size - LOG.header) / ROW) * ROW;
    if (size <= read) return;
    const bytes = new Float64Array((size - read) / Float64Array.BYTES_PER_ELEMENT);
    fs.readSync(file, new Uint8Array(bytes.buffer), 0, size - read, LOG.header + read);
    read = size;
    const last = bytes.at(-LOG.columns + LOG.seconds);
    for (let at = 0; at < bytes.length; at += LOG.columns) {
      const age = (last - bytes[at + LOG.seconds]) * 1000;
      rows.push({ step: bytes[at + LOG.step], measured: written - age, written });
    }
  };
  read = Math.floor(read / ROW) * ROW;
  const watcher = fs.watch(log, take);
  return {
    rows,
    stop: () => {
      watcher.close();
      fs.closeSync(file);
    },
  };
}

async function until(what, find) {
  for (let tries = 0; tries < 1200; tries++) {
    const found = find();
    if (found) return found;
    await sleep(50);
  }
  throw new Error(`${what} did not come.`);
}

const runFolder = (library) =>
  fs
    .readdirSync(path.join(library, 'runs'))
    .map((name) => path.join(library, 'runs', name))
    .find((folder) => fs.existsSync(path.join(folder, 'metrics', 'steps.log')));

/**
 * From a metric to its pixel while a run trains at full speed, with its page open: of each row of the series how long it
 * took from its measurement, and from its writing, until a chart that shows it was painted.
 *
 * @param hasFreeCore whether the run leaves one of the machine's threads free, as the setting has it
 */
export async function measureLatency(shell, { model, seconds, hasFreeCore = false }) {
  const library = fs.mkdtempSync(path.join(os.tmpdir(), 'trainyard-latency-'));
  const source = fashionMnist();
  if (source) await capture(ownNode, [cli, 'data', 'import', source, '--library', library]);
  if (hasFreeCore) await capture(ownNode, [cli, 'settings', '--free-core', 'on', '--library', library]);
  const window = await openWindow(shell, library, paintScript);
  const args = ['train', model, '--library', library, '--json', '--set', 'epochs=1000'];
  if (source) args.push('--set', 'data.dataset="fashion-mnist"');
  const run = spawn(ownNode, [cli, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    const { page } = window;
    const folder = await until('The run’s series', () => runFolder(library));
    await page.getByTestId('status-run').click();
    await page.locator('canvas').first().waitFor();
    await sleep(SETTLING_MS);
    const watched = watchRows(folder);
    await sleep(seconds * 1000);
    watched.stop();
    // What was written last is still on its way.
    await sleep(2_000);
    const paints = await paintsOf(page);
    const last = paints.at(-1)?.[0] ?? 0;
    const delays = watched.rows
      .filter(({ step }) => step <= last)
      .map(({ step, measured, written }) => {
        const shown = paints.find(([painted, at]) => painted >= step && at >= written - 50)[1];
        return { fromMeasured: shown - measured, fromWritten: shown - written };
      });
    const [first] = watched.rows;
    const within = paints.filter(
      ([, at]) => first && at >= first.written && at < first.written + seconds * 1000,
    );
    return {
      rows: delays.length,
      paintsASecond: within.length / seconds,
      fromMeasured: delays.map((one) => one.fromMeasured),
      fromWritten: delays.map((one) => one.fromWritten),
    };
  } finally {
    run.kill('SIGINT');
    await new Promise((resolve) => (run.exitCode === null ? run.once('exit', resolve) : resolve()));
    await window.close();
    fs.rmSync(library, { recursive: true, force: true });
  }
}
