import { scheduleFactor } from '../schedule/learning-rate';
import { changesProblems } from './check-changes';
import { error, number, set, small, warning, type CheckedDataset } from './check-words';
import { fittedSchedule, spreadBoundaries } from './fit-schedule';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';
import { isValidatedOn } from './steps';

const PATH = 'optimizer.schedule';

function plateauProblems(spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  const { schedule } = spec.optimizer;
  const { epochs } = spec;
  if (schedule.name !== 'reduce-on-plateau') return [];
  if (!isValidatedOn(spec, dataset)) {
    return [
      error(
        PATH,
        'The learning rate waits for a validation loss that does not get better, but nothing is held back for validation: hold something back, or choose another schedule.',
        set('Hold back 10%', 'validation.fraction', 0.1),
        set('Keep the rate constant', PATH, { name: 'constant' }),
      ),
    ];
  }
  // The first epoch is the first best, and a reduction after the last one is of no use.
  if (schedule.patience + 1 < epochs) return [];
  return [
    warning(
      `${PATH}.patience`,
      `With a patience of ${number(schedule.patience)} epochs the learning rate cannot be reduced within a run of ${number(epochs)}: wait for fewer epochs, or train longer.`,
      ...(epochs > 2 ? [set('Wait for 1 epoch', `${PATH}.patience`, 1)] : []),
    ),
  ];
}

/** A schedule with an own length that is over before the run is. */
function lengthProblems({ optimizer: { schedule, learningRate } }: RunSpec, total: number): Problem[] {
  if (!('steps' in schedule) || schedule.steps === undefined || schedule.steps >= total) return [];
  const rate = learningRate * scheduleFactor(schedule, total, total);
  const { steps, ...asLongAsRun } = schedule;
  return [
    warning(
      `${PATH}.steps`,
      `The schedule is over after ${number(steps)} of ${number(total)} steps: all others are trained at a learning rate of ${small(rate)}.`,
      set('As long as the run', PATH, asLongAsRun),
    ),
  ];
}

function warmupProblems({ optimizer: { schedule, learningRate } }: RunSpec, total: number): Problem[] {
  if (schedule.name !== 'warmup-cosine') return [];
  const length = Math.min(schedule.steps ?? total, total);
  if (schedule.warmupSteps < length) return [];
  const shorter = Math.max(1, Math.round(length / 10));
  return [
    warning(
      `${PATH}.warmupSteps`,
      `The warm-up of ${number(schedule.warmupSteps)} steps takes all of the ${number(length)} steps there are: the learning rate never comes to ${learningRate} and down again.`,
      // Of a single step no shorter warm-up leaves anything.
      shorter < length
        ? set(`Use ${number(shorter)}`, `${PATH}.warmupSteps`, shorter)
        : set('Keep the rate constant', PATH, { name: 'constant' }),
    ),
  ];
}

function boundaryProblems({ optimizer: { schedule } }: RunSpec, total: number): Problem[] {
  if (schedule.name !== 'piecewise-constant') return [];
  const index = schedule.boundaries.findIndex(({ step }) => step >= total);
  if (index === -1) return [];
  const { step } = schedule.boundaries[index]!;
  const before = schedule.boundaries.slice(0, index);
  const path = `${PATH}.boundaries`;
  const spread = spreadBoundaries(schedule.boundaries, total);
  return [
    warning(
      `${path}.${index}.step`,
      `The learning rate would change after step ${number(step)}, but the run has ${number(total)} steps: change it earlier, or train longer.`,
      ...(spread.at(-1)!.step < total ? [set('Spread over the run', path, spread)] : []),
      ...(before.length > 0 ? [set('Remove it', path, before)] : []),
    ),
  ];
}

function cycleProblems({ optimizer: { schedule } }: RunSpec, total: number): Problem[] {
  if (schedule.name !== 'cosine-restarts' || schedule.cycleSteps <= total) return [];
  const fitted = fittedSchedule('cosine-restarts', total);
  const cycleSteps = 'cycleSteps' in fitted ? fitted.cycleSteps : total;
  return [
    warning(
      `${PATH}.cycleSteps`,
      `The first cycle of ${number(schedule.cycleSteps)} steps is longer than the run of ${number(total)}: nothing restarts.`,
      set(`Use ${number(cycleSteps)}`, `${PATH}.cycleSteps`, cycleSteps),
    ),
  ];
}

/**
 * What is wrong or doubtful about how the learning rate changes.
 *
 * @param total steps of the run; undefined when its dataset is not known
 */
export const scheduleProblems = (
  spec: RunSpec,
  dataset: CheckedDataset | undefined,
  total: number | undefined,
): Problem[] => [
  ...plateauProblems(spec, dataset),
  ...changesProblems(spec, total),
  ...(total === undefined
    ? []
    : [lengthProblems, warmupProblems, boundaryProblems, cycleProblems].flatMap((check) =>
        check(spec, total),
      )),
];
