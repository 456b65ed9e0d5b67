import { error, number, set, small, warning } from './check-words';
import type { CheckedDataset } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';
import { isValidatedOn } from './steps';
import {
  bestMetricSchema,
  FOR_CLASSES,
  FOR_VALUES,
  isLoss,
  isValidated,
  MONITOR_NAMES,
  type Monitor,
} from './stopping';

const PATH = 'earlyStopping';

function earlyProblems(spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  const { earlyStopping, epochs, best } = spec;
  const isHeldBack = isValidatedOn(spec, dataset);
  const { patience, monitor, minDelta } = earlyStopping;
  if (patience === 0) return [];
  const name = MONITOR_NAMES[monitor];
  const problems: Problem[] = [];
  if (isValidated(monitor) && !isHeldBack) {
    const instead = isLoss(monitor) || FOR_VALUES.includes(monitor) ? 'trainLoss' : 'trainAccuracy';
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
  if (!isValidated(monitor) && isHeldBack) {
    const instead = best.metric;
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

/** Early stopping waits behind one epoch, and what a run comes to is the best one: they are better the same. */
function otherMetricProblems(spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  const { earlyStopping, best } = spec;
  const { patience, monitor } = earlyStopping;
  const watched = bestMetricSchema.safeParse(monitor);
  if (patience === 0 || !watched.success || monitor === best.metric || !isValidatedOn(spec, dataset))
    return [];
  const [stops, chooses] = [MONITOR_NAMES[watched.data], MONITOR_NAMES[best.metric]];
  return [
    warning(
      'best.metric',
      `Early stopping waits for a better ${stops}, but the weights given back are those with the best ${chooses}: they may be of another epoch than the one that it waited behind.`,
      set(`Choose by ${stops}`, 'best.metric', watched.data),
      set(`Watch the ${chooses}`, `${PATH}.monitor`, best.metric),
    ),
  ];
}

/** The result of a run is a checkpoint: an epoch that was not saved cannot be given back. */
function unsavedBestProblems(
  spec: RunSpec,
  dataset: CheckedDataset | undefined,
  perEpoch: number | undefined,
): Problem[] {
  const { checkpoint, epochs } = spec;
  const { everyEpochs, everySteps, everyMinutes, best } = checkpoint;
  const isEachSaved =
    everyEpochs === 1 || (everySteps > 0 && perEpoch !== undefined && perEpoch % everySteps === 0);
  const isNoneSaved = everyEpochs === 0 && everySteps === 0 && everyMinutes === 0;
  // That nothing is saved at all is said elsewhere, with a mend that helps here too.
  if (best || isEachSaved || isNoneSaved || epochs === 1 || !isValidatedOn(spec, dataset)) return [];
  return [
    warning(
      'checkpoint.best',
      'Not every epoch is saved, and the best one is not saved for being the best: its weights may be lost, and the run then comes to the best of those that were saved.',
      set('Save the best', 'checkpoint.best', true),
      set('Save each epoch', 'checkpoint.everyEpochs', 1),
    ),
  ];
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

/** Accuracy is of classes, R² of values. */
function targetProblems({ best, earlyStopping }: RunSpec, target: CheckedDataset['target']): Problem[] {
  const isValues = target?.type === 'values';
  const unknown = isValues ? FOR_CLASSES : FOR_VALUES;
  const what = isValues ? 'classes, but this dataset has values' : 'values, but this dataset has classes';
  const problem = (path: string, metric: Monitor) =>
    unknown.includes(metric)
      ? [
          error(
            path,
            `The ${MONITOR_NAMES[metric]} is of ${what} to predict: go by the validation loss.`,
            set('Use the validation loss', path, 'valLoss'),
          ),
        ]
      : [];
  return [
    ...problem('best.metric', best.metric),
    ...(earlyStopping.patience > 0 ? problem(`${PATH}.monitor`, earlyStopping.monitor) : []),
  ];
}

/** What is wrong with what early stopping and the best go by. */
function metricProblems(spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  const problems = dataset ? targetProblems(spec, dataset.target) : [];
  return problems.length > 0 ? problems : otherMetricProblems(spec, dataset);
}

/**
 * What is wrong or doubtful about when the run ends, and with which weights.
 *
 * @param perEpoch steps of an epoch; undefined when its dataset is not known
 */
export const stoppingProblems = (
  spec: RunSpec,
  dataset: CheckedDataset | undefined,
  perEpoch: number | undefined,
): Problem[] => [
  ...earlyProblems(spec, dataset),
  ...metricProblems(spec, dataset),
  ...unsavedBestProblems(spec, dataset, perEpoch),
  ...(perEpoch === undefined ? [] : limitProblems(spec, perEpoch)),
];
