import { median } from '../statistics.mjs';
import { table } from '../table.mjs';

const SHELLS = { chromium: 'browser', electron: 'Electron' };
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const ms = (value) => `${whole.format(value)} ms`;
const MB = 1e6;

/** @param share 0.99: of a hundred values the one below the highest */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/** "640 ms (612 to 701)" */
const spread = (values) =>
  values.length === 0
    ? ''
    : `${ms(median(values))} (${whole.format(Math.min(...values))} to ${whole.format(Math.max(...values))})`;

const measuredAt = ({ at, load }) =>
  `${at.slice(0, 16).replace('T', ' ')}, load ${load.map((one) => one.toFixed(1)).join(' to ')}`;

function startTable(found) {
  return table(
    ['', 'from the start of the program', 'from the page’s address', 'measured'],
    found.map((one) => [
      SHELLS[one.shell],
      spread(one.result.start),
      spread(one.result.page),
      measuredAt(one),
    ]),
  );
}

function latencyTable(found) {
  return table(
    [
      '',
      'metrics',
      'median',
      '95th percentile',
      '99th percentile',
      'highest',
      'of it after writing, 99th',
      'drawn a second',
      'measured',
    ],
    found.map((one) => {
      const { fromMeasured, fromWritten, paintsASecond } = one.result;
      return [
        one.part === 'metric-to-pixel' ? SHELLS[one.shell] : `${SHELLS[one.shell]}, a thread free`,
        whole.format(fromMeasured.length),
        ...[0.5, 0.95, 0.99, 1].map((share) => ms(quantile(fromMeasured, share))),
        ms(quantile(fromWritten, 0.99)),
        paintsASecond.toFixed(1),
        measuredAt(one),
      ];
    }),
  );
}

function longTable(found) {
  return table(
    ['', 'first', 'again', 'frames', 'median', '95th percentile', 'longest', 'measured'],
    found.map((one) => {
      const { first, again, frames } = one.result;
      return [
        SHELLS[one.shell],
        spread(first),
        spread(again),
        whole.format(frames.length),
        ...[0.5, 0.95, 1].map((share) => ms(quantile(frames, share))),
        measuredAt(one),
      ];
    }),
  );
}

function manyTable(found) {
  return table(
    ['', 'runs', 'from the start of the program', 'from the page’s address', 'page loaded again', 'measured'],
    found.map((one) => [
      SHELLS[one.shell],
      whole.format(one.part === 'runs-1000' ? 1000 : 10_000),
      spread(one.result.start),
      spread(one.result.first),
      spread(one.result.again),
      measuredAt(one),
    ]),
  );
}

function dayTable({ result }) {
  const shown = result.hours.filter(({ hour }) => [1, 2, 4, 8, 12, 16, 20, 24].includes(hour));
  // Only Linux tells it.
  const hasResident = shown.some(({ resident }) => resident !== undefined);
  return table(
    [
      'hour',
      'heap',
      ...(hasResident ? ['private memory of the process'] : []),
      'nodes',
      'listeners',
      'messages so far',
    ],
    shown.map(({ hour, heap, resident, nodes, listeners, messages }) => [
      hour,
      `${(heap / MB).toFixed(1)} MB`,
      ...(hasResident ? [`${((resident ?? 0) / MB).toFixed(0)} MB`] : []),
      whole.format(nodes),
      whole.format(listeners),
      whole.format(messages),
    ]),
  );
}

/** @param results of each part and shell, as they were measured last */
export function renderStudioReport(results, machine) {
  const of = (...parts) => results.filter(({ part }) => parts.includes(part));
  const section = (found, heading, text, render) =>
    found.length === 0 ? '' : `\n## ${heading}\n\n${text}\n\n${render(found)}\n`;
  const [day] = of('day');
  const notes = [...new Set(results.map(({ note }) => note).filter(Boolean))];
  return `# The window

Written by \`npm run bench -- --studio\`: ${machine.cpu ?? 'this machine'}, ${machine.cores} cores, no graphics processor: what is drawn is drawn by
the processor that trains. Medians, and in brackets the lowest and the highest. The load average of the last minute stands beside each: what
is above 1 or so was measured while others used the machine too, and is slower than it is.${notes.map((note) => `\n\n${note}`).join('')}
${section(of('start'), 'Start', 'From the start of the process (the terminal’s `serve`, or Electron) until everything was painted that the first sight needs, with an empty library. Wanted: 1,500 ms.', startTable)}${section(
    of('metric-to-pixel', 'metric-to-pixel-beside'),
    'From a metric to its pixel',
    'An MLP trains at full speed with its page open. Of each step’s loss: the time from its measurement in the engine until the frame was made that shows it. The engine tells at most every 200 ms, and the page draws as often as it can without costing the run more than a few hundredths. Where the run leaves a thread of the machine free (the setting, of two threads here), the engine tells every 50 ms and the page may take most of that thread. Wanted: 250 ms at the 99th percentile.',
    latencyTable,
  )}${section(
    of('long-run'),
    'A run of 1,000,000 steps',
    'From the click in the list until the frame with all of its curve was made: first by a studio that has not read it, then by one that has. Then the times between two frames while it is panned with the pointer, three quarters of it out of sight, the parts being fetched meanwhile. Wanted: 1,000 ms.',
    longTable,
  )}${section(of('runs-1000', 'runs-10000'), 'Many runs', 'Until the first rows were painted. Wanted: 1,000 ms for 1,000 runs and 3,000 ms for 10,000.', manyTable)}${
    day
      ? `
## A day

A run of ${whole.format(day.result.steps)} steps and ${whole.format(day.result.epochs)} epochs, 50 steps a second and an epoch a minute, told much quicker by an engine that makes it
up (${measuredAt(day)}). What the page of the run holds after all garbage was collected; the newest 40 epochs are rows of its table:

${dayTable(day)}
`
      : ''
  }`;
}
