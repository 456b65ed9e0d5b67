import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { inRoot, readJson, writeJson } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { explain, Problem, step } from '../lib/say.mjs';
import { treeCpuTime } from './cpu-time.mjs';
import { hubReport } from './hub-report.mjs';
import { describeMachine } from './machine.mjs';
import { bundlePrograms, program } from './studio/bundle-programs.mjs';
import { makeRuns } from './studio/many-runs.mjs';
import { engineProgram } from './studio/engine-program.mjs';
import { privateBytes, rendererPid } from './studio/renderer-process.mjs';
import { startBrowser, usableAt, VIEW } from './studio/shells.mjs';

/**
 * Has hundreds and thousands of runs report at once to one hub, with the window open: what that costs studio and page, how
 * old what is shown is, and where it breaks. Writes docs/hub-benchmark.md.
 */
const { values } = parseArgs({
  options: {
    hub: { type: 'boolean' },
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    seconds: { type: 'string' },
    render: { type: 'boolean', default: false },
  },
});
const lastRun = inRoot('.cache/bench/hub/last-run.json');
/** How often each run reports: as runs of a cluster do, and as an engine of this machine does at most. */
const PACES = [1000, 100];
const SAMPLE_MS = 50;
const SETTLING_MS = 3_000;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The studio, told in lines what is to report to it. */
async function startStudio(library) {
  const args = [program('hub-studio'), library, engineProgram(), inRoot('out/renderer')];
  const child = spawn(ownNode, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (key) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Problem('The studio ended before it was done.');
      if (value.startsWith('{') && key in JSON.parse(value)) return JSON.parse(value);
    }
  };
  const said = await next('url');
  const ask = async (question, key) => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    return next(key);
  };
  return {
    ...said,
    pid: child.pid,
    begin: (runs, everyMs) => ask({ runs, everyMs }, 'begun'),
    cost: async () => (await ask({ tell: true }, 'cost')).cost,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Notes from now on how long each frame took. */
const watchFrames = (page) =>
  page.evaluate(() => {
    window.frames_ = [];
    let last = performance.now();
    const note = (now) => {
      window.frames_.push(now - last);
      last = now;
      window.frameRequest_ = requestAnimationFrame(note);
    };
    window.frameRequest_ = requestAnimationFrame(note);
  });
const framesOf = (page) =>
  page.evaluate(() => {
    cancelAnimationFrame(window.frameRequest_);
    return window.frames_;
  });

/** Milliseconds between the making of what a page shows and now, for a while. */
const agesOf = (page, { began, stepMs, seconds }) =>
  page.evaluate(
    async ([from, unit, sampleMs, until]) => {
      const ages = [];
      for (let at = 0; at < until / sampleMs; at++) {
        await new Promise((resolve) => setTimeout(resolve, sampleMs));
        const text = document.querySelector('[data-testid="run-step"]')?.textContent ?? '';
        const shown = Number(/step ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? NaN);
        if (Number.isFinite(shown)) ages.push(Date.now() - (from + shown * unit));
      }
      return ages;
    },
    [began, stepMs, SAMPLE_MS, seconds * 1000],
  );

async function heapOf(session) {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize').value;
}

/** One page for a while: the list of runs, or a run. */
async function watch(page, pid, studio, seconds, isRun) {
  await sleep(SETTLING_MS);
  await studio.cost();
  const cpu = treeCpuTime(pid);
  await watchFrames(page);
  const ages = isRun ? await agesOf(page, { ...studio, seconds }) : (await sleep(seconds * 1000), []);
  const frames = await framesOf(page);
  return { frames, ages, cost: await studio.cost(), pageCpu: (treeCpuTime(pid) - cpu) / seconds };
}

async function measureOne(library, runs, everyMs, seconds) {
  const studio = await startStudio(library);
  const browser = await startBrowser();
  try {
    const page = await (await browser.newContext({ viewport: VIEW })).newPage();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await page.goto(studio.url);
    await usableAt(page);
    const pid = await rendererPid(browser, page);
    await studio.begin(runs, everyMs);
    const list = await watch(page, pid, studio, seconds, false);
    await page.evaluate((run) => (location.hash = `#/runs/${run}`), studio.run);
    await page.getByTestId('run-step').waitFor();
    const run = await watch(page, pid, studio, seconds, true);
    // What it does not need was thrown away by then.
    const heap = await heapOf(session);
    return { runs, everyMs, list, run, memory: privateBytes(pid), heap };
  } finally {
    await browser.close();
    await studio.stop();
  }
}

async function measure() {
  const counts = (values.runs ?? (values.quick ? '1,50' : '1,100,1000,3000')).split(',').map(Number);
  if (counts.some((count) => !(count > 0))) throw new Problem(`--runs is "${values.runs}": 1,100,1000`);
  const seconds = Number(values.seconds ?? (values.quick ? 3 : 10));
  await step('bundling', bundlePrograms);
  const library = await step('making runs', () => makeRuns(Math.max(...counts)));
  const run = {
    version: 1,
    startedAt: new Date().toISOString(),
    isQuick: values.quick,
    machine: describeMachine(),
    load: [os.loadavg()[0]],
    seconds,
    inLibrary: Math.max(...counts),
    results: [],
  };
  try {
    for (const everyMs of PACES) {
      for (const count of counts) {
        const name = `${count} runs, a report each ${everyMs} ms`;
        run.results.push(await step(name, () => measureOne(library, count, everyMs, seconds)));
        run.load.push(os.loadavg()[0]);
        writeJson(lastRun, run);
      }
    }
  } finally {
    fs.rmSync(library, { recursive: true, force: true });
  }
  return run;
}

try {
  const run = values.render ? readJson(lastRun) : await measure();
  if (!run) throw new Problem('There was no run yet.', 'Do one with `npm run bench -- --hub`.');
  const file = inRoot(run.isQuick ? '.cache/bench/trial/hub-benchmark.md' : 'docs/hub-benchmark.md');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const text = hubReport(run);
  fs.writeFileSync(file, text);
  console.log(text);
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
