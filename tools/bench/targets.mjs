import { middle, megabytes, times } from './in-numbers.mjs';
import { MODELS } from './models.mjs';

const verdict = (met) => (met === undefined ? 'not measured' : met ? 'met' : 'missed');

/** What Trainyard set out to reach, and whether this run reached it: rows of a table. */
export function targetRows(standings) {
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
  return rows;
}
