import { summary } from '../statistics.mjs';
import { table } from '../table.mjs';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const ms = (starts) => {
  const its = summary(starts.map(({ startMs }) => startMs));
  return its
    ? `${whole.format(its.median)} ms (${whole.format(its.min)} to ${whole.format(its.max)})`
    : 'not measured';
};
const seconds = (starts) => `${summary(starts.map(({ cpuSeconds }) => cpuSeconds))?.median.toFixed(1)} s`;
const mb = (bytes) => `${whole.format(bytes / 1e6)} MB`;

/** What others say of themselves, word for word, and where. */
const PUBLISHED = [
  [
    'Visual Studio Code',
    'less than 500 MB',
    'less than 200 MB',
    'not published; 1 GB of RAM is recommended',
    'not published',
    '[its requirements](https://github.com/microsoft/vscode-docs/blob/main/docs/supporting/requirements.md), as of February 2024',
  ],
  [
    'Signal Desktop',
    '384.9 MB',
    '102.5 MB',
    'not published',
    'not published',
    '[Arch Linux’s package](https://archlinux.org/packages/extra/x86_64/signal-desktop/) of 8.10.0, May 2026',
  ],
  ['JupyterLab Desktop', 'not published', 'not published', 'not published', 'not published', ''],
];

/** @param measured what `npm run bench -- --package` found */
export function renderPackageReport({
  at,
  machine,
  load,
  electron,
  rounds,
  size,
  download,
  cold,
  warm,
  rest,
  quietBelow,
}) {
  const rows = rest.map(({ runs, minutes, pss, processes }) => [
    runs === 0 ? 'an empty library' : `${whole.format(runs)} runs`,
    mb(pss),
    processes,
    minutes < 1 ? `${whole.format(minutes * 60)} s after the start` : `${minutes} min after the start`,
  ]);
  const figures = [
    ['Installed', mb(size)],
    ...(download === undefined ? [] : [['The .deb (xz)', mb(download)]]),
    [`Cold start: none of its files in the system’s cache, median of ${rounds}`, ms(cold)],
    [`Started again, median of ${rounds}`, ms(warm)],
    ['Processor time of a start, all of its processes', seconds([...cold, ...warm])],
  ];
  const all = [...cold, ...warm];
  const disturbed = all.filter(({ othersBusy }) => othersBusy > quietBelow).length;
  return `# The packaged app

Written by \`npm run bench -- --package\` on ${at.slice(0, 16).replace('T', ' ')} (UTC): ${machine.cpu}, ${machine.cores} cores, no graphics
processor; load average ${load.map((one) => one.toFixed(1)).join(' before, ')} after. ${
    disturbed === 0
      ? 'Nobody else used the machine during a start that counts.'
      : `During ${disturbed} of the ${all.length} starts others used more than ${quietBelow} cores, and times are longer than they are.`
  }

It is the folder that packages are made from, with Electron ${electron}.

${table(['', ''], figures)}

A start counts from the system's call that starts the program to the second frame that shows everything that the first sight
needs. Its settings and what it knows of backends are there from an earlier start.

## Memory at rest

The sum of all its processes, each page that several share counted once (PSS), with its window open on the list of runs:

${table(['', 'memory', 'processes', 'measured'], rows)}

## What others publish

${table(['', 'installed', 'download', 'memory', 'start', 'source'], PUBLISHED)}

Nothing of this was measured here: none of the three can be had on the machine that this was measured on. Figures of other
people's machines would say nothing beside these.
`;
}
