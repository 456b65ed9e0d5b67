import { createInterface } from 'node:readline';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { engineReportSchema, type EngineReport } from '@shared/contract/engine';
import { forkEngine } from '../../src-main/server/fork-engine';
import { serverMachine } from '../../src-main/server/inhibit-sleep';
import { openLibrary } from '../../src-main/server/open-library';
import { startWebServer } from '../../src-main/server/web-server';
import type { RunRecord } from '../../src-main/studio/run-record';
import { RunNews } from '../../src-main/studio/run-news';
import { takeReport } from '../../src-main/studio/run-reports';

/**
 * The real studio with the real hub and server, to which many runs report at once: `hub-studio.mjs LIBRARY ENGINE RENDERER`.
 * What their engines would say is made up and taken as an engine's word is: parsed, handled, told. Prints its address; a line
 * `{"runs": 1000, "everyMs": 1000}` has so many of the library's runs report that often, `{"tell": true}` prints what that
 * cost since, `{"runs": 0}` ends it. A step is a hundredth of a second since the program began, so that a page that shows one
 * tells how old it is.
 */
const [libraryFolder = '', engine = '', rendererFolder = ''] = process.argv.slice(2);
const TICK_MS = 10;
/** An epoch of a run of so many milliseconds. */
const EPOCH_MS = 10_000;
const STEP_MS = 10;

const library = await openLibrary({
  libraryFolder,
  spawnEngine: (env) => forkEngine(engine, env),
  shell: 'server',
  appVersion: '0.1.0',
  machine: serverMachine(),
});
if (!('own' in library)) throw new Error('The library is open elsewhere.');
const { studio } = library.own;
const server = await startWebServer({ router: studio.router, rendererFolder });
const began = Date.now();
const parts = { news: new RunNews(studio.hub), keeper: studio.runs.keeper };
const delay = monitorEventLoopDelay({ resolution: 10 });

interface Reporting {
  record: RunRecord;
  nextEpoch: number;
}
let reporting: Reporting[] = [];
let timer: ReturnType<typeof setInterval> | undefined;
let sent = 0;
let since = { cpu: process.cpuUsage(), at: performance.now(), sent: 0 };

function report(record: RunRecord, said: EngineReport): void {
  sent++;
  // As an engine's message is: it is parsed at the door.
  takeReport(parts, record, engineReportSchema.parse(said)).catch((error: unknown) => console.error(error));
}

function progress({ record }: Reporting): EngineReport {
  const step = Math.floor((Date.now() - began) / STEP_MS);
  return {
    type: 'progress',
    progress: {
      phase: 'training',
      epoch: 1,
      epochs: record.document.spec.epochs,
      step,
      totalSteps: 1_000_000_000,
      stepsPerEpoch: 1_000_000,
      samplesPerSecond: 900,
      secondsLeft: 3600,
    },
  };
}

/** Has the last epoch that is written down reported once more: it is read, and told with all others. */
function endEpoch(one: Reporting): void {
  one.nextEpoch += EPOCH_MS;
  const last = one.record.summary().epochs.at(-1);
  if (last) report(one.record, { type: 'epoch', row: last });
}

async function begin(count: number, everyMs: number): Promise<void> {
  clearInterval(timer);
  // The newest are those that the list shows.
  const records = studio.runs.store.all().toReversed().slice(0, count);
  for (const { record } of reporting.slice(count)) {
    record.document = { ...record.document, state: 'interrupted' };
    parts.news.tell(record);
  }
  const now = Date.now();
  reporting = [];
  for (const [place, record] of records.entries()) {
    await record.load();
    // In memory alone: on disk it is what it was.
    record.document = { ...record.document, state: 'running' };
    parts.news.tell(record);
    reporting.push({ record, nextEpoch: now + (EPOCH_MS * (place + 1)) / records.length });
  }
  let owed = 0;
  let next = 0;
  let last = performance.now();
  timer = setInterval(() => {
    // Spread evenly over the time, as engines are that know nothing of each other.
    const passed = performance.now() - last;
    last += passed;
    owed = Math.min(count, owed + (count * passed) / everyMs);
    for (; owed >= 1; owed--) {
      const one = reporting[next++ % reporting.length];
      if (one === undefined) return;
      report(one.record, progress(one));
      if (Date.now() >= one.nextEpoch) endEpoch(one);
    }
  }, TICK_MS);
}

function tell(): void {
  const cpu = process.cpuUsage(since.cpu);
  const seconds = (performance.now() - since.at) / 1000;
  console.log(
    JSON.stringify({
      cost: {
        seconds,
        reports: (sent - since.sent) / seconds,
        cpu: (cpu.user + cpu.system) / 1e6 / seconds,
        // The resolution of the measurement itself.
        delay: { p99: delay.percentile(99) / 1e6 - TICK_MS, max: delay.max / 1e6 - TICK_MS },
        memory: process.memoryUsage.rss(),
      },
    }),
  );
  delay.reset();
  since = { cpu: process.cpuUsage(), at: performance.now(), sent };
}

delay.enable();
console.log(
  JSON.stringify({
    url: server.newAddress(),
    began,
    stepMs: STEP_MS,
    run: studio.runs.store.all().at(-1)?.id,
  }),
);
createInterface(process.stdin).on('line', (line) => {
  const asked: { runs?: number; everyMs?: number; tell?: boolean } = JSON.parse(line);
  if (asked.tell) tell();
  else void begin(asked.runs ?? 0, asked.everyMs ?? 1000).then(() => console.log('{"begun":true}'));
});
process.once('SIGTERM', () => {
  clearInterval(timer);
  void server
    .close()
    .then(() => library.own.close({ save: false }))
    .then(() => process.exit(0));
});
