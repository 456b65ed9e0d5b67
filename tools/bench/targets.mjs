import { middle, megabytes, times } from './in-numbers.mjs';
import { roundsOf, whyNot } from './measured-beside.mjs';
import { MODELS } from './models.mjs';
import { lostShare, ownShare } from './policy-rounds.mjs';
import { windowCost } from './window.mjs';

/** What may be lost to what a run does beside training, as a share. */
const MOST_LOST = 0.03;
/** What checkpoints may hold up the loop, as a share of its time: less than that. */
const CHECKPOINT_STALL = 0.02;

const verdict = (met) => (met === undefined ? 'not measured' : met ? 'met' : 'missed');

/** What Trainyard set out to reach, and whether this run reached it: rows of a table. */
export function targetRows(standings, run) {
  const rows = [];
  for (const { id, model, ours, all, steps, epochs } of standings) {
    const { name } = MODELS[id];
    const atLeast = (what, beside, least, way) =>
      rows.push([
        `${name}: ${what}, at least ${least.toFixed(2)} × the best peer ${way}`,
        beside && !beside.disturbed ? `${times(beside.ratio)} ${beside.name}` : '',
        beside?.disturbed ? 'undecided: the machine was busy' : verdict(beside && beside.ratio >= least),
      ]);
    atLeast('steps', steps.ordinary, 1.1, 'used in its ordinary way');
    if (!model.stepsOnly) atLeast('epochs', epochs.ordinary, 1.1, 'used in its ordinary way');
    atLeast('steps', steps.any, 0.95, 'in any way');
    if (!model.stepsOnly) atLeast('epochs', epochs.any, 0.95, 'in any way');
    rows.push([
      `${name}: first step in less than 2 s`,
      ours?.firstStep ? `${middle(ours.firstStep)} s` : '',
      verdict(ours?.firstStep && ours.firstStep.median < 2),
    ]);
    const torch = all.find((one) => one.id === 'torch');
    const both = ours?.peakBytes && torch?.peakBytes;
    rows.push([
      `${name}: less memory than PyTorch`,
      both ? `${megabytes(ours.peakBytes)}, PyTorch ${megabytes(torch.peakBytes)}` : '',
      verdict(both ? ours.peakBytes < torch.peakBytes : undefined),
    ]);
  }
  for (const { id, model } of standings) if (!model.stepsOnly) rows.push(...besideRows(id, run.models[id]));
  return rows;
}

/** Nothing slower elsewhere: what metrics, checkpoints and an open window cost. */
function besideRows(id, { recording, checkpoints, window }) {
  const row = (words, measured, costOf, isMet) => {
    const rounds = roundsOf(measured);
    const cost = rounds.length > 0 ? costOf(rounds) : undefined;
    return [
      `${MODELS[id].name}: ${words}`,
      cost ? `${middle(cost, (share) => (share * 100).toFixed(1))} %` : whyNot(measured),
      cost?.disturbed ? 'undecided: the machine was busy' : verdict(cost && isMet(cost.median)),
    ];
  };
  const within = (words, measured, costOf) =>
    row(`${words}, within 3 % of bare`, measured, costOf, (share) => share <= MOST_LOST);
  const stall = (words, policy) =>
    [
      ["of the loop's time go into them", ownShare],
      ['slower with them, the disk and other cores included', lostShare],
    ].map(([what, shareOf]) =>
      row(
        `${words}: less than 2 % ${what}`,
        checkpoints,
        (rounds) => shareOf(rounds, policy),
        (share) => share < CHECKPOINT_STALL,
      ),
    );
  return [
    within('metrics on', recording, (rounds) => lostShare(rounds, 'all')),
    ...stall('checkpoints on, one per epoch', 'epoch'),
    ...stall('checkpoints on, one per 50 steps', 'steps'),
    within('window open', window, windowCost),
  ];
}
