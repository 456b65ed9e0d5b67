import { quantile } from './studio/report.mjs';
import { table } from './table.mjs';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const ms = (value) => (Number.isFinite(value) ? `${whole.format(Math.max(0, value))} ms` : 'nothing');
const MB = 1e6;
/** What a person takes for standing still. */
const STALE_MS = 2_000;
const STUCK_MS = 500;

/** Why a case counts as broken, in words; empty where it does not. */
function broken({ everyMs, list, run }) {
  const age = quantile(run.ages, 0.95);
  const why = [];
  if (!(age <= everyMs + STALE_MS)) why.push(`what is shown is ${ms(age)} old`);
  const frame = Math.max(quantile(list.frames, 0.99), quantile(run.frames, 0.99));
  if (!(frame <= STUCK_MS)) why.push(`a frame takes ${ms(frame)}`);
  if (run.cost.delay.p99 > STALE_MS) why.push(`the studio answers after ${ms(run.cost.delay.p99)}`);
  return why.join(', ');
}

const rowOf = (one) => {
  const { runs, everyMs, list, run, memory, heap } = one;
  return [
    `${whole.format(runs)}, each ${everyMs} ms`,
    whole.format(run.cost.reports),
    ms(quantile(run.ages, 0.5)),
    ms(quantile(run.ages, 0.95)),
    ms(quantile(list.frames, 0.99)),
    ms(quantile(run.frames, 0.99)),
    ms(run.cost.delay.p99),
    `${whole.format(100 * list.cost.cpu)} %`,
    `${whole.format(100 * run.cost.cpu)} %`,
    `${whole.format(100 * list.pageCpu)} %`,
    `${whole.format(100 * run.pageCpu)} %`,
    `${whole.format(run.cost.memory / MB)} MB`,
    memory === undefined ? 'not told' : `${whole.format(memory / MB)} MB`,
    `${whole.format(heap / MB)} MB`,
  ];
};

/** The table of many runs that report at once. */
export function hubReport({ startedAt, machine, load, seconds, inLibrary, results }) {
  const limits = results.map((one) => ({ ...one, why: broken(one) }));
  const first = limits.filter(({ why }) => why !== '');
  const verdict =
    first.length === 0
      ? `Nothing broke: of all cases what was shown was less than ${STALE_MS / 1000} s older than the last report.`
      : `It breaks at ${first.map(({ runs, everyMs, why }) => `${whole.format(runs)} runs with a report each ${everyMs} ms (${why})`).join('; ')}.`;
  return `# Many runs that report at once

Written by \`npm run bench -- --hub\` on ${startedAt.slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, no graphics processor (load average of a
minute at the beginning ${load[0].toFixed(1)}, at the end ${load.at(-1).toFixed(1)}). The real studio with its hub and its server, and a real page in a browser
on the same machine, on a library of ${whole.format(inLibrary)} runs. Engines are made up: their reports are taken as theirs are, and each
run ends an epoch each 10 s. ${seconds} s with the list of runs, then ${seconds} s with the page of one of them.

Age: how long before its being read off the page what it shows of that run was made; it grows by up to the time between two
reports by itself. Frames: the 99th percentile of the time from one to the next. Studio waits: the 99th percentile of what its
event loop was late. Processor: of one core; the page’s is that of
the process that runs it, as is its memory, which is what no other process shares; what the browser draws with is another’s.

${table(
  [
    'Runs',
    'reports/s',
    'age, median',
    'age, 95th',
    'frames, list',
    'frames, run',
    'studio waits',
    'studio, list',
    'studio, run',
    'page, list',
    'page, run',
    'studio’s memory',
    'page’s memory',
    'of it its heap',
  ],
  results.map(rowOf),
)}

${verdict}

10,000 trials of a sweep are scheduled in virtual time in \`test/unit/shared/sweep/sweep-state.test.ts\`, each once.
`;
}
