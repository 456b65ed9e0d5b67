import { error, number, set, small, warning } from './check-words';
import type { CheckedDataset } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';
import { isLoss, isValidated, MONITOR_NAMES } from './stopping';

const PATH = 'earlyStopping';

function earlyProblems({ earlyStopping, validation, epochs }: RunSpec): Problem[] {
  const { patience, monitor, minDelta } = earlyStopping;
  if (patience === 0) return [];
  const name = MONITOR_NAMES[monitor];
  const problems: Problem[] = [];
  if (isValidated(monitor) && validation.fraction === 0) {
    const instead = monitor === 'valLoss' ? 'trainLoss' : 'trainAccuracy';
    problems.push(
      error(
        `${PATH}.monitor`,
        `Early stopping watches the ${name}, but nothing is held back for validation: hold something back, or watch the training.`,
        set('Hold back 10%', 'validation.fraction', 0.1),
        set(`Watch the ${MONITOR_NAMES[instead]}`, `${PATH}.monitor`, instead),
        set('Never stop early', `${PATH}.patience`, 0),
      ),
    );
  }
  if (!isValidated(monitor) && validation.fraction > 0) {
    const instead = monitor === 'trainLoss' ? 'valLoss' : 'valAccuracy';
    problems.push(
      warning(
        `${PATH}.monitor`,
        `The ${name} goes on improving while a model learns its samples by heart: what is held back tells sooner when to stop.`,
        set(`Watch the ${MONITOR_NAMES[instead]}`, `${PATH}.monitor`, instead),
      ),
    );
  }
  // The first epoch is the first best, and stopping after the last one is of no use.
  if (patience + 1 >= epochs) {
    problems.push(
      warning(
        `${PATH}.patience`,
        `With a patience of ${number(patience)} epochs a run of ${number(epochs)} cannot stop early: wait for fewer epochs, or train longer.`,
        ...(epochs > 2 ? [set('Wait for 1 epoch', `${PATH}.patience`, 1)] : []),
        set('Never stop early', `${PATH}.patience`, 0),
      ),
    );
  }
  if (minDelta >= 1 && !isLoss(monitor)) {
    problems.push(
      error(
        `${PATH}.minDelta`,
        `${monitor === 'valMacroF1' ? 'Macro F1' : 'An accuracy'} is a share from 0 to 1 and cannot improve by more than ${small(minDelta)}: 0.001 is a tenth of a percent.`,
        set('Use 0.001', `${PATH}.minDelta`, 0.001),
        set('Use 0', `${PATH}.minDelta`, 0),
      ),
    );
  }
  return problems;
}

function limitProblems({ stop, epochs }: RunSpec, perEpoch: number): Problem[] {
  const total = epochs * perEpoch;
  if (stop.steps <= total) return [];
  const enough = Math.ceil(stop.steps / perEpoch);
  return [
    warning(
      'stop.steps',
      `The limit of ${number(stop.steps)} steps is never reached: ${number(epochs)} ${epochs === 1 ? 'epoch has' : 'epochs have'} ${number(total)}.`,
      ...(enough <= 100_000 ? [set(`Train ${number(enough)} epochs`, 'epochs', enough)] : []),
      set('No limit', 'stop.steps', 0),
    ),
  ];
}

/** What is wrong with testing at the end. */
export function finalTestProblems({ test }: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  if (!test.atEnd || dataset?.testCount !== 0) return [];
  return [
    error(
      'test.atEnd',
      `${dataset.name} has no test part to test on at the end: switch the test off, or choose another dataset.`,
      set('Do not test', 'test.atEnd', false),
    ),
  ];
}

/**
 * What is wrong or doubtful about when the run ends.
 *
 * @param perEpoch steps of an epoch; undefined when its dataset is not known
 */
export const stoppingProblems = (spec: RunSpec, perEpoch: number | undefined): Problem[] => [
  ...earlyProblems(spec),
  ...(perEpoch === undefined ? [] : limitProblems(spec, perEpoch)),
];
