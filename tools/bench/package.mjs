import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { inRoot, modules, readJson, sizeOf } from '../lib/files.mjs';
import { Problem, step } from '../lib/say.mjs';
import { makeDeb } from '../package/deb.mjs';
import { makeUnpackedApp } from '../package/unpacked-app.mjs';
import { withDisplay } from '../setup/display.mjs';
import { describeMachine } from './machine.mjs';
import { startPackaged } from './package/packaged-window.mjs';
import { heldMemory, processTree } from './package/process-tree.mjs';
import { renderPackageReport } from './package/report.mjs';
import { makeRuns } from './studio/many-runs.mjs';

/** Measures the packaged app, its start, size and memory at rest, and writes docs/package-benchmark.md. */
if (process.platform !== 'linux') throw new Problem('Memory and caches are measured as Linux tells of them.');

const { values } = parseArgs({
  options: {
    package: { type: 'boolean' },
    rounds: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1000' },
    // xz takes a minute of all cores
    deb: { type: 'boolean', default: false },
    // an unpacked app that is there already
    unpacked: { type: 'string' },
    note: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
const minutes = Number(values.minutes);
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
  const start = async () => {
    const window = await startPackaged(program, { library, userData, env });
    // Not within what it does after it can be used.
    await sleep(3000);
    await window.close();
    return window.startMs;
  };
  const [cold, warm] = [[], []];
  try {
    // The first makes the library and finds out what backends there are.
    await start();
    for (let round = 0; round < rounds; round++) {
      forget(path.dirname(program));
      cold.push(await start());
      warm.push(await start());
    }
  } finally {
    for (const folder of [library, userData]) fs.rmSync(folder, { recursive: true, force: true });
  }
  return { cold, warm };
}

async function measureRest(program, env, library, runs) {
  const window = await startPackaged(program, { library, env });
  const samples = [];
  try {
    for (let minute = 1; minute <= minutes; minute++) {
      await sleep(60_000);
      samples.push(heldMemory(processTree(window.pid)));
    }
  } finally {
    await window.close();
  }
  return { runs, minutes, samples };
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
  const many = Number(values.runs);
  if (many > 0) {
    const library = await step(`making ${many} runs`, () => makeRuns(many));
    rest.push(await step('measuring its memory with them', () => measureRest(program, env, library, many)));
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
  note: values.note,
});
fs.writeFileSync(inRoot('docs/package-benchmark.md'), report);
