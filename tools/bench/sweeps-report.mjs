import { table } from './table.mjs';

const percent = (share) => `${(100 * share).toFixed(2)} %`;
const points = (share) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)}`;

/** Student's t for 95 % of both sides, by degrees of freedom from 1 on. */
const T95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

function spread(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

/** After how many epochs a search had found as much; undefined where it never did. */
const epochsTo = ({ found }, accuracy) => found.find(({ best }) => best >= accuracy)?.epochs;

/** The difference of the pairs, and whether luck may explain it. */
function verdict(rounds) {
  const { mean, deviation } = spread(rounds.map(({ asha, random }) => asha.accuracy - random.accuracy));
  const t95 = T95[rounds.length - 2];
  if (t95 === undefined) return `ASHA minus random: ${points(mean)} points on average.`;
  const off = (t95 * deviation) / Math.sqrt(rounds.length);
  const told = `ASHA minus random: ${points(mean)} points on average of ${rounds.length} pairs; with 95 % confidence between ${points(mean - off)} and ${points(mean + off)} (Student’s t).`;
  if (mean - off > 0) return `${told} **ASHA found better models with the same budget.**`;
  if (mean + off < 0) return `${told} **Random search found better models with the same budget.**`;
  return `${told} **Neither found better models than luck explains.**`;
}

function sooner(rounds) {
  const shares = rounds.map(({ asha, random }) => {
    const epochs = epochsTo(asha, random.accuracy);
    return epochs === undefined ? undefined : epochs / random.epochs;
  });
  const reached = shares.filter((share) => share !== undefined);
  const never = rounds.length - reached.length;
  if (reached.length === 0) return 'ASHA never came as far as random search had at its end.';
  const { mean } = spread(reached);
  return `ASHA had found as much as random search at its end after ${Math.round(100 * mean)} % of the epochs on average${never > 0 ? `, in ${reached.length} of ${rounds.length} pairs; in the others never` : ''}.`;
}

/** The table of successive halving against random search. */
export function sweepsReport({ startedAt, machine, options, space, rounds, load }) {
  const rows = rounds.map(({ seed, asha, random }) => [
    seed,
    percent(asha.accuracy),
    percent(random.accuracy),
    points(asha.accuracy - random.accuracy),
    `${asha.trials} (${asha.stopped})`,
    random.trials,
    epochsTo(asha, random.accuracy) ?? 'never',
    `${asha.seconds.toFixed(0)} s`,
    `${random.seconds.toFixed(0)} s`,
  ]);
  const of = (name) => spread(rounds.map((round) => round[name].accuracy));
  const [asha, random] = [of('asha'), of('random')];
  const words = ({ mean, deviation }) => `${percent(mean)} ± ${(100 * deviation).toFixed(2)}`;
  return `# Successive halving against random search

Written by \`npm run bench -- --sweeps\` on ${startedAt.slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores (load average of a minute at
the beginning ${load[0].toFixed(1)}, at the end ${load.at(-1).toFixed(1)}). Fashion-MNIST, an MLP of one hidden layer, ${space.length} settings varied
(${space.map((one) => `\`${one}\``).join(', ')}), trials of up to ${options.epochs}
epochs, ${options.budget} epochs for each search. For a seed both draw the same trials in the same order; ASHA stops after 1, 3, 9, … epochs
what is not among the best third. Measured is the best validation accuracy that was found.

${table(
  [
    'Seed',
    'ASHA',
    'random',
    'difference',
    'trials of ASHA (stopped)',
    'of random',
    'epochs until as good as random at its end',
    'time, ASHA',
    'random',
  ],
  rows,
)}

ASHA: ${words(asha)} %, random: ${words(random)} % (mean and standard deviation over the seeds).

${verdict(rounds)} ${sooner(rounds)}

Time is that of the whole command, with a start of an engine for each trial, of which ASHA has more.
`;
}
