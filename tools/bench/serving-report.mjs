import * as fs from 'node:fs';
import { describeMachine } from './machine.mjs';
import { median } from './statistics.mjs';
import { table } from './table.mjs';

const whole = (value) => Math.round(value).toLocaleString('en');
const milliseconds = (value) => value.toFixed(1);
const mebibytes = (bytes) => Math.round(bytes / 2 ** 20);

const range = (turns, of, words) => {
  const all = turns.map(of);
  return `${words(median(all))} (${words(Math.min(...all))} to ${words(Math.max(...all))})`;
};

const ROWS = [
  ['Requests a second', (turns) => range(turns, ({ rate }) => rate, whole)],
  ['Median, ms', (turns) => range(turns, ({ p50 }) => p50, milliseconds)],
  ['99 of 100 within, ms', (turns) => range(turns, ({ p99 }) => p99, milliseconds)],
  ['The slowest, ms', (turns) => milliseconds(Math.max(...turns.map(({ most }) => most)))],
  [
    'Processor time a request, ms',
    (turns) =>
      range(
        turns,
        ({ cpu }) => 1000 * cpu,
        (value) => value.toFixed(2),
      ),
  ],
  ['Requests, all turns', (turns) => whole(turns.reduce((sum, { requests }) => sum + requests, 0))],
  ['Errors', (turns) => whole(turns.reduce((sum, { failed }) => sum + failed, 0))],
  ['Memory after each turn, MiB', (turns) => turns.map(({ memory }) => mebibytes(memory[1])).join(', ')],
];

function section({ model, apart, turns }) {
  const lines = ROWS.map(([name, words]) => [name, words(turns.ours), words(turns.theirs)]);
  return `## ${model.name}

${table(['', 'Trainyard', 'ONNX Runtime, Python'], lines)}

Both gave the same answers to ${64} requests, at most ${apart.toExponential(1)} apart.
`;
}

/** docs/serving-benchmark.md */
export function servingReport(results, { rounds, seconds, connections }) {
  const machine = describeMachine();
  const load = fs.existsSync('/proc/loadavg')
    ? fs.readFileSync('/proc/loadavg', 'utf8').split(' ')[2]
    : 'unknown';
  const refusals = results.flatMap(({ model, refusals: its }) =>
    its.map(({ what, status, field, message }) => [
      `${model.kind === 'table' ? 'Row' : 'Picture'}: ${what}`,
      status,
      field === undefined ? '' : `\`${field}\``,
      message,
    ]),
  );
  return `# Serving a model

Written by \`npm run bench -- --serving\` on ${new Date().toISOString().slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, which whoever
sends the requests shares with whoever answers them, and others used at the same time (load average of the last 15 minutes: ${load}).

${connections} connections, each of which sends its next request when it has its answer; ${rounds} turns of ${seconds} s for each server, in
turns (ours first, then theirs first, and so on). \`trainyard serve-model\` beside ONNX Runtime ${results[0].runtime} with the exported model of
the same checkpoint, behind Python's \`ThreadingHTTPServer\` with connections kept open and one thread for each forward pass
(\`test/bench/peers/serving.py\`). Medians of the turns, and in brackets the lowest and the highest. Memory and processor time
are of all processes of a server: ours keeps its studio and its engine beside it.

${results.map(section).join('\n')}
## What is wrong is refused

Each is answered with a status from 400 to 499 and names the field.

${table(['', 'Status', 'Field', 'What is said'], refusals)}
`;
}
