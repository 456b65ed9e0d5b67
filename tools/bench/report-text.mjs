import { lostShare, ownShare } from './policy-rounds.mjs';
import { contenders } from './contenders.mjs';
import { DISTURBED, megabytes, middle, percent, spread, times, whole } from './in-numbers.mjs';
import { MODELS } from './models.mjs';
import { QUIET } from './quiet.mjs';
import { median } from './statistics.mjs';
import { table } from './table.mjs';
import { targetRows } from './targets.mjs';
import { roundsOf, whyNot } from './measured-beside.mjs';
import { windowCost } from './window.mjs';

const compared = (beside, way) =>
  beside && !beside.disturbed ? `${times(beside.ratio)} the best peer ${way} (${beside.name})` : undefined;

/** How much others worked on the machine during the turns, as far as that is known. */
function aboutOthers(standings) {
  const loads = standings.flatMap(({ load }) => load.map(({ loadAverage }) => loadAverage[0]));
  const sentences = [
    `The load average was ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}, our own turns included.`,
  ];
  const others = standings
    .flatMap(({ results }) => Object.values(results))
    .flatMap(({ steps, epochs }) => [...steps, ...epochs])
    .flatMap(({ othersCores }) => (othersCores === undefined ? [] : [othersCores]));
  if (others.length > 0) {
    const disturbed = others.filter((cores) => cores > QUIET).length;
    sentences.push(
      `Other processes disturbed ${disturbed} of ${others.length} turns; in the median turn they used ${median(others).toFixed(2)} cores, in the worst ${Math.max(...others).toFixed(2)}.`,
    );
  }
  const isMarked = standings.some(({ all }) =>
    all.some(({ steps, epochs }) => steps?.disturbed || epochs?.disturbed),
  );
  if (isMarked)
    sentences.push(
      `Disturbed turns do not count, except where all were disturbed: such numbers carry a ${DISTURBED}, and nothing can be concluded from them.`,
    );
  return sentences.join(' ');
}

/** A ratio with a disturbed number in it would say nothing. */
function besideOurs(one, what, ours) {
  if (one.way === 'ours' || !one[what] || !ours) return '';
  return ours.disturbed || one[what].disturbed ? DISTURBED : times(ours.median / one[what].median);
}

function speedTable(standings, what, extra) {
  const ours = standings.ours?.[what];
  return table(
    ['', 'samples/s', 'lowest – highest', 'Trainyard is', ...extra.map(([title]) => title)],
    standings.all.map((one) => [
      one.way === 'ours' ? `**${one.name}**` : one.name,
      middle(one[what], whole),
      spread(one[what], whole),
      besideOurs(one, what, ours),
      ...extra.map(([, value]) => value(one)),
    ]),
  );
}

const epochTable = (standings) =>
  speedTable({ ...standings, all: standings.all.filter(({ stepsOnly }) => !stepsOnly) }, 'epochs', [
    ['seconds', (one) => middle(one.epochSeconds)],
    ['accuracy', (one) => (one.accuracy === undefined ? '' : `${(one.accuracy * 100).toFixed(1)} %`)],
  ]);

function modelSection(standings) {
  const { id, model, all, steps, epochs } = standings;
  const unmeasured = all
    .map(({ name, problem, noEpochs }) => {
      if (problem) return `- ${name}: not measured; ${problem}.`;
      return noEpochs ? `- ${name}: epochs not measured; ${noEpochs}.` : undefined;
    })
    .filter(Boolean);
  const sentence = (beside) =>
    [compared(beside.ordinary, 'used in its ordinary way'), compared(beside.any, 'in any way')]
      .filter(Boolean)
      .join(', ');
  const summarized = (beside) => (sentence(beside) ? [`Trainyard: ${sentence(beside)}.`, ''] : []);
  return [
    `## ${MODELS[id].title}`,
    '',
    `${whole(model.parameters)} weights, ${(model.forwardFlops / 1e6).toFixed(2)} million floating-point operations for the forward pass of one sample.`,
    '',
    '### Steps',
    '',
    ...summarized(steps),
    speedTable(standings, 'steps', [
      ['share of the limit', (one) => percent(one.shareOfPeak)],
      ['on a GPU', () => 'not measured'],
    ]),
    '',
    ...(model.stepsOnly ? [] : ['### Whole epochs', '', ...summarized(epochs), epochTable(standings), '']),
    ...(unmeasured.length > 0 ? [...unmeasured, ''] : []),
  ];
}

/** A row for everybody and a column for each model. */
function byModel(standings, cell) {
  const everybody = contenders.filter(({ id }) => standings.some(({ results }) => results[id]));
  return table(
    ['', ...standings.map(({ id }) => MODELS[id].name)],
    everybody.map(({ id, name, way }) => [
      way === 'ours' ? `**${name}**` : name,
      ...standings.map(({ all }) => {
        const one = all.find((other) => other.id === id);
        return one ? cell(one) : '';
      }),
    ]),
  );
}

const startCell = ({ firstStep }) =>
  firstStep ? `${middle(firstStep)} s (${spread(firstStep)})` : 'not measured';

const versionsOf = (standings) => {
  const versions = Object.assign({}, ...standings.flatMap(({ all }) => all.map((one) => one.versions)));
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
};

const shareOfTime = (share) => `${(share * 100).toFixed(1)} %`;
const cores = (value) => (value === undefined ? 'unknown' : value.toFixed(2));

/** The models for which something was measured beside the contenders, or could not be; a run of before has none. */
const modelsWith = (run, what) => Object.entries(run.models).filter(([, model]) => model[what]);

/** What an open window costs. */
function windowSection(run) {
  const models = modelsWith(run, 'window');
  if (models.length === 0) return [];
  const used = (pairs, state, who) => cores(median(pairs.map((pair) => pair[state][who])));
  const rows = models.map(([id, { window }]) => {
    const pairs = roundsOf(window);
    if (pairs.length === 0) return [MODELS[id].name, whyNot(window), '', '', '', ''];
    const cost = windowCost(pairs);
    return [
      MODELS[id].name,
      middle(cost, shareOfTime),
      spread(cost, shareOfTime),
      used(pairs, 'open', 'studioCores'),
      used(pairs, 'open', 'browserCores'),
      used(pairs, 'closed', 'studioCores'),
    ];
  });
  return [
    '## The open window',
    '',
    "How much longer the epochs of a run take while its page is open, as the product runs them: studio, engine, log of steps and all, in pairs of stretches with and without the page. The browser has no graphics processor here, so the processor that trains draws the charts too. Beside it the cores that studio and browser used, the engine's not among them.",
    '',
    table(['', 'longer', 'lowest – highest', 'studio, open', 'browser, open', 'studio, closed'], rows),
    '',
  ];
}

const SAVING = { epoch: 'one per epoch', steps: 'one per 50 steps' };

/** What saving costs the training loop. */
function checkpointSection(run) {
  const models = modelsWith(run, 'checkpoints');
  if (models.length === 0) return [];
  const rows = models.flatMap(([id, { checkpoints }]) =>
    Object.entries(SAVING).map(([policy, words]) => {
      const name = `${MODELS[id].name}, ${words}`;
      const rounds = roundsOf(checkpoints);
      if (rounds.length === 0) return [name, whyNot(checkpoints), '', '', '', '', ''];
      const share = lostShare(rounds, policy);
      const { seconds, steps, saved } = rounds[0][policy];
      return [
        name,
        middle(share, shareOfTime),
        spread(share, shareOfTime),
        `${saved} in ${whole(steps)} steps`,
        `${(seconds / saved).toFixed(2)} s`,
        middle(ownShare(rounds, policy), shareOfTime),
        cores(share.othersCores),
      ];
    }),
  );
  return [
    '## Checkpoints',
    '',
    "The share of the training loop's time that is lost to saving: the same epochs with checkpoints and with none, in turns, without validation. The loop pays for a copy of the weights and the optimizer's state; hashing and writing go on beside it, on cores that it would have to itself otherwise. It waits only where the one before is not on the disk yet when the next is due. The last columns are what copying and waiting take alone, and the cores that all other processes used.",
    '',
    table(['', 'lost', 'lowest – highest', 'saved', 'one each', 'of the loop itself', 'others'], rows),
    '',
  ];
}

const RECORDING = {
  log: 'the log of steps',
  all: 'that, norms every 100 steps and histograms of each epoch',
};

/** What writing metrics down costs the training loop. */
function recordingSection(run) {
  const models = modelsWith(run, 'recording');
  if (models.length === 0) return [];
  const rows = models.flatMap(([id, { recording }]) =>
    Object.entries(RECORDING).map(([policy, words]) => {
      const name = `${MODELS[id].name}, ${words}`;
      const rounds = roundsOf(recording);
      if (rounds.length === 0) return [name, whyNot(recording), '', '', ''];
      const share = lostShare(rounds, policy);
      const { steps } = rounds[0][policy];
      return [
        name,
        middle(share, shareOfTime),
        spread(share, shareOfTime),
        whole(steps),
        cores(share.othersCores),
      ];
    }),
  );
  return [
    '## Metrics',
    '',
    "The share of the training loop's time that is lost to what a run writes down: the same epochs with nothing recorded and with this, in turns, without validation. Beside it the cores that all other processes used.",
    '',
    table(['', 'lost', 'lowest – highest', 'steps', 'others'], rows),
    '',
  ];
}

/** The day, or the days where a model was measured anew later. */
function datesOf(run) {
  const starts = Object.values(run.models).map(({ startedAt }) => startedAt ?? run.startedAt);
  return [...new Set(starts.map((time) => time.slice(0, 10)))].sort().join(', ');
}

/** docs/benchmarks.md of a run. */
export function reportText(run, standings, picture) {
  const { machine, options, data } = run;
  const products = standings.flatMap(({ all }) =>
    all.filter(({ productFlops }) => productFlops).map(({ productFlops }) => productFlops),
  );
  const limit =
    products.length > 0
      ? ` (${whole(Math.min(...products) / 1e9)} to ${whole(Math.max(...products) / 1e9)} GFLOP/s here)`
      : '';
  return [
    '# Benchmarks',
    '',
    `Trainyard beside the frameworks that people would use instead, on one machine, everybody in turns. Written by \`npm run bench\`, which installs the others into \`.cache/bench-venv\`; \`npm run bench -- --help\` tells its options.`,
    '',
    `![Samples a second of each framework](${picture})`,
    '',
    table(
      ['', 'here'],
      [
        ['Processor', `${machine.cpu}, ${machine.cores} cores`],
        ['Memory', `${whole(machine.memoryBytes / 2 ** 30)} GiB`],
        ['System', machine.system],
        ['Date', datesOf(run)],
        ['Threads', `${options.threads} for everybody`],
        [
          'Data',
          `${data.name}, ${whole(data.training)} to train on, ${whole(data.validation)} to validate; made-up bytes where only steps are measured`,
        ],
        ['Versions', versionsOf(standings)],
        ['GPU', 'not measured'],
      ],
    ),
    '',
    aboutOthers(standings),
    '',
    '## Targets',
    '',
    table(['', 'here', ''], targetRows(standings, run)),
    '',
    'Where the time of a small step goes, and what was tried about it: [decision 0012](decisions/0012-what-is-left-in-a-small-step.md). What the processor changes: [decision 0016](decisions/0016-what-the-processor-changes.md).',
    '',
    ...standings.flatMap(modelSection),
    '## First step and memory',
    '',
    'From the start of the process to the end of the first call that trains: imports, the data, the model and all compiling are in it. The median is given, with the lowest and the highest. Memory is the most that the process ever held (resident), after steps and epochs.',
    '',
    '### First step',
    '',
    byModel(standings, startCell),
    '',
    '### Memory',
    '',
    byModel(standings, ({ peakBytes }) => megabytes(peakBytes)),
    '',
    ...windowSection(run),
    ...checkpointSection(run),
    ...recordingSection(run),
    '## What was measured',
    '',
    '- Everybody trains the same models with Adam (learning rate 0.0003 for the CNN, 0.001 for the others), softmax cross-entropy and float32, and counts loss and right answers in each step. Batch norms (momentum 0.99, epsilon 0.00001) update their running statistics in the step. The preset behind the ResNet has AdamW with a cosine schedule; here it has plain Adam, as everybody.',
    '- **ResNet and Table** are measured in steps only, on made-up bytes with a pattern for each class: pictures of 32 × 32 × 3 with 10 classes, and rows of 54 values with 7. PyTorch has the pictures of the ResNet channels last.',
    `- Each contender is a process that has compiled and warmed up. They take turns of about ${options.seconds} s in an order drawn anew for each of ${options.rounds} rounds; whoever has no turn sleeps. Medians are given, with the lowest and the highest round. A turn during which other processes used more than 0.15 cores is disturbed: it is taken up to three times (long ones once), and does not count where there is a quiet one. Before a turn the driver waits a little for a quiet moment.`,
    `- **Steps** run on 32 batches that lie in memory in the form that each framework likes best: for the others that is float32 on their device, for Trainyard bytes that stay where TensorFlow computes, of which each step gathers its rows and scales them.`,
    `- **Whole epochs** read the dataset's files, shuffle, train on ${whole(data.training)} samples, the smaller last batch too, and validate on ${whole(data.validation)}. Trainyard runs its own training loop with its log of steps; only saving is left out. Samples a second are training samples over the whole time. Epochs take at most three rounds; what needs more than ${options.patience} s for one is measured once, and what needs more than ${4 * options.patience} s not at all. The accuracy is that on the validation samples after the first such epoch (what was trained before in the turns of steps helps a little).`,
    `- **Trainyard** is the product's own code: the compiled step, checked against the plain one at the start, driven by the training loop.`,
    '- The **ordinary way** of a framework is that of its tutorials: `nnx.jit`, PyTorch eager, `tf.function`. **Tuned** ways are `lax.scan` with the data on the device and 32 steps in a call, `torch.compile` with the fused Adam, XLA, and TensorFlow told to use oneDNN, which Trainyard does unless a machine was measured to be faster without (PyTorch always does, TensorFlow by itself only on processors with AVX512-VNNI or AMX). The tfjs rows show what Trainyard stands on.',
    '- **Trainyard, WebAssembly** is the same code where TensorFlow cannot be had: one thread and no compiled step. It is no peer, and no target counts it.',
    `- **Share of the limit** is samples/s × the floating-point operations of a step (three forward passes: one forward, two for the gradients; but the first layer with weights needs no gradient of its input) over the speed at which the same library multiplies two square matrices of 512, 1024, 2048 or 4096 rows, the fastest of them, with as many threads${limit}.
- **GPU**: not measured where there is none; its column says so for each model.`,
    '',
  ].join('\n');
}
