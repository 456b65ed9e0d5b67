import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { inRoot, modules, readJson, sizeOf, writeWhole } from '../lib/files.mjs';
import { Problem, say, step } from '../lib/say.mjs';
import { makeDeb } from '../package/deb.mjs';
import { makeUnpackedApp } from '../package/unpacked-app.mjs';
import { withDisplay } from '../setup/display.mjs';
import { describeMachine } from './machine.mjs';
import { startPackaged } from './package/packaged-window.mjs';
import { heldMemory, processTree } from './package/process-tree.mjs';
import { renderPackageReport } from './package/report.mjs';
import { QUIET, QuietMoments } from './quiet.mjs';
import { makeRuns } from './studio/many-runs.mjs';

/** Measures the packaged app, its start, size and memory at rest, and writes docs/package-benchmark.md; with --quick a trial. */
if (process.platform !== 'linux') throw new Problem('Memory and caches are measured as Linux tells of them.');

const { values } = parseArgs({
  options: {
    package: { type: 'boolean' },
    rounds: { type: 'string' },
    minutes: { type: 'string' },
    runs: { type: 'string' },
    // seconds that it waits in all for others to leave the machine alone
    wait: { type: 'string' },
    // one round, to try it out
    quick: { type: 'boolean', default: false },
    // xz takes a minute of all cores
    deb: { type: 'boolean', default: false },
    // an unpacked app that is there already
    unpacked: { type: 'string' },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
const minutes = Number(values.minutes ?? (values.quick ? 0.1 : 1));
const runs = Number(values.runs ?? (values.quick ? 20 : 1000));
const quiet = new QuietMoments(Number(values.wait ?? (values.quick ? 5 : 900)));
/** A start that others disturbed is measured again. */
const TRIES = values.quick ? 1 : 3;
const load = () => Number(fs.readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
const temporary = (name) => fs.mkdtempSync(path.join(os.tmpdir(), `trainyard-${name}-`));

/** Has the system forget what it keeps of files, of these alone. */
function forget(folder) {
  const entries = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile());
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
  }
}

async function measureStarts(program, env) {
  const [library, userData] = [temporary('library'), temporary('user')];
  const once = async () => {
    const { close, startMs, cpuSeconds, othersBusy } = await startPackaged(program, {
      library,
      userData,
      env,
    });
    // Not within what it does after it can be used.
    await sleep(3000);
    await close();
    return { startMs, cpuSeconds, othersBusy };
  };
  /** The start that others disturbed least; the first that they let alone is taken. */
  const measure = async (prepare) => {
    const tries = [];
    do {
      await quiet.wait();
      prepare();
      tries.push(await once());
    } while (tries.at(-1).othersBusy > 2 * QUIET && tries.length < TRIES);
    return tries.reduce((best, other) => (other.othersBusy < best.othersBusy ? other : best));
  };
  const [cold, warm] = [[], []];
  try {
    // The first makes the library and finds out what backends there are.
    await once();
    for (let round = 0; round < rounds; round++) {
      cold.push(await measure(() => forget(path.dirname(program))));
      warm.push(await measure(() => {}));
    }
  } finally {
    for (const folder of [library, userData]) fs.rmSync(folder, { recursive: true, force: true });
  }
  return { cold, warm };
}

async function measureRest(program, env, library, count) {
  const window = await startPackaged(program, { library, env });
  try {
    await sleep(minutes * 60_000);
    return { runs: count, minutes, ...heldMemory(processTree(window.pid)) };
  } finally {
    await window.close();
  }
}

const before = load();
const { unpacked, electron, icons, output } = values.unpacked
  ? { unpacked: path.resolve(values.unpacked) }
  : await makeUnpackedApp(inRoot('.cache/package-bench'));
const program = path.join(unpacked, 'trainyard');
const download =
  values.deb && output !== undefined ? sizeOf(await makeDeb({ unpacked, icons, output })) : undefined;
const measured = await withDisplay(async (env) => {
  const starts = await step('measuring its start', () => measureStarts(program, env));
  const empty = temporary('empty');
  const rest = [await step('measuring its memory at rest', () => measureRest(program, env, empty, 0))];
  fs.rmSync(empty, { recursive: true, force: true });
  if (runs > 0) {
    const library = await step(`making ${runs} runs`, () => makeRuns(runs));
    rest.push(await step('measuring its memory with them', () => measureRest(program, env, library, runs)));
    fs.rmSync(library, { recursive: true, force: true });
  }
  return { ...starts, rest };
});
const report = renderPackageReport({
  ...measured,
  at: new Date().toISOString(),
  machine: describeMachine(),
  load: [before, load()],
  electron:
    electron?.version ??
    (fs.existsSync(path.join(unpacked, 'version'))
      ? fs.readFileSync(path.join(unpacked, 'version'), 'utf8').trim()
      : readJson(path.join(modules, 'electron/package.json')).version),
  rounds,
  size: sizeOf(unpacked),
  download,
  quietBelow: 2 * QUIET,
});
const place = values.quick ? '.cache/bench/trial/package-benchmark.md' : 'docs/package-benchmark.md';
writeWhole(inRoot(place), report);
say(`written: ${place}`);
