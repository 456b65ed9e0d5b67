import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { inRoot } from '../lib/files.mjs';
import { Problem, step } from '../lib/say.mjs';
import { withDisplay } from '../setup/display.mjs';
import { describeMachine } from './machine.mjs';
import { bundlePrograms } from './studio/bundle-programs.mjs';
import { measureDay } from './studio/day.mjs';
import { measureLatency } from './studio/latency.mjs';
import { measureLongRun } from './studio/long-run.mjs';
import { makeRuns, measureManyRuns } from './studio/many-runs.mjs';
import { renderStudioReport } from './studio/report.mjs';
import { measureStart } from './studio/start.mjs';

/** Measures the window itself, in a browser and in Electron, and writes docs/window-benchmark.md. */
const PARTS = {
  start: (shell, { rounds }) => measureStart(shell, { rounds }),
  'metric-to-pixel': (shell, { seconds, model }) => measureLatency(shell, { model, seconds }),
  'metric-to-pixel-beside': (shell, { seconds, model }) =>
    measureLatency(shell, { model, seconds, hasFreeCore: true }),
  'long-run': (shell, { rounds, rows }) => measureLongRun(shell, { rounds, rows }),
  'runs-1000': (shell, { rounds, library }) => measureManyRuns(shell, { rounds, runs: 1000, library }),
  'runs-10000': (shell, { rounds, library }) => measureManyRuns(shell, { rounds, runs: 10_000, library }),
  day: (_, { day }) => measureDay({ seconds: day }),
};

const { values } = parseArgs({
  options: {
    studio: { type: 'boolean' },
    parts: { type: 'string', default: Object.keys(PARTS).join() },
    shells: { type: 'string', default: 'chromium,electron' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '40' },
    day: { type: 'string', default: '240' },
    rows: { type: 'string', default: '1000000' },
    model: { type: 'string', default: 'mlp' },
    library: { type: 'string' },
    render: { type: 'boolean', default: false },
    make: { type: 'string' },
    note: { type: 'string', default: '' },
  },
});

const folder = inRoot('.cache/bench/studio/results');
const wanted = values.parts.split(',');
const unknown = wanted.find((part) => PARTS[part] === undefined);
if (unknown)
  throw new Problem(`--parts does not know "${unknown}".`, `Known are: ${Object.keys(PARTS).join(', ')}.`);
const options = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  day: Number(values.day),
  rows: Number(values.rows),
  model: values.model,
  library: values.library,
};

async function measurePart(part, shell) {
  const load = () => Number(fs.readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
  const before = load();
  const result = await PARTS[part](shell, options);
  const told = {
    part,
    shell,
    at: new Date().toISOString(),
    note: values.note,
    load: [before, load()],
    options,
    result,
  };
  fs.writeFileSync(path.join(folder, `${part}-${shell}.json`), JSON.stringify(told));
}

async function measureAll() {
  if (wanted.some((part) => part === 'long-run' || part === 'day')) await step('bundling', bundlePrograms);
  await withDisplay(async (env) => {
    Object.assign(process.env, env);
    for (const part of wanted) {
      for (const shell of part === 'day' ? ['chromium'] : values.shells.split(',')) {
        await step(`measuring ${part} in ${shell}`, () => measurePart(part, shell));
      }
    }
  });
}

fs.mkdirSync(folder, { recursive: true });
if (values.make) {
  // To measure on it more than once.
  console.log(await makeRuns(Number(values.make)));
} else if (!values.render) await measureAll();
if (!values.make) {
  const results = fs
    .readdirSync(folder)
    .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
  fs.writeFileSync(inRoot('docs/window-benchmark.md'), renderStudioReport(results, describeMachine()));
}
