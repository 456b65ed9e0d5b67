import { error, number, set, warning, type CheckedDataset } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';
import { trainedSamples } from './steps';

/** Fewer samples than this give a mean and variance that are mostly chance. */
const FEWEST_FOR_NORM = 8;

/** Of few samples small batches make steps enough, and their noise does good. */
const FEW_STEPS = 200;

/** No batch is larger than what is trained on. */
function mostOf(spec: RunSpec, dataset: CheckedDataset | undefined): number {
  const trained = dataset === undefined ? 0 : trainedSamples(dataset, spec);
  return trained > 0 ? trained : Infinity;
}

function sizeProblems(spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  const { batchSize } = spec;
  if (batchSize >= 32 && batchSize <= 256) return [];
  const hasFewSteps = dataset !== undefined && trainedSamples(dataset, spec) < FEW_STEPS * batchSize;
  if (batchSize >= 8 && batchSize < 32 && hasFewSteps) return [];
  const mend = batchSize < 32 ? Math.min(32, mostOf(spec, dataset)) : 256;
  // Where there are no more samples it is as large as it can be.
  if (batchSize < 32 && mend <= batchSize) return [];
  const why = batchSize < 32 ? 'small: steps are noisy and slow' : 'large: there are few steps an epoch';
  return [
    warning(
      'batchSize',
      `A batch of ${number(batchSize)} is ${why}. 32 to 256 suits most models.`,
      set(`Use ${mend}`, 'batchSize', mend),
    ),
  ];
}

function partProblems(spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  const { batchSize, microBatches, model } = spec;
  if (microBatches > batchSize) {
    return [
      error(
        'microBatches',
        `A batch of ${number(batchSize)} cannot be taken in ${number(microBatches)} parts: there must be at least one sample in each.`,
        set('Take it whole', 'microBatches', 1),
      ),
    ];
  }
  const part = Math.floor(batchSize / microBatches);
  const hasNorm = model.layers.some(({ type }) => type === 'batchNorm' || type === 'residualBlock');
  if (!hasNorm || part >= FEWEST_FOR_NORM) return [];
  const isSplit = microBatches > 1;
  const larger = Math.min(32, mostOf(spec, dataset));
  return [
    warning(
      isSplit ? 'microBatches' : 'batchSize',
      `Batch norm takes its means from ${number(part)} ${part === 1 ? 'sample' : 'samples'} at a time${isSplit ? `, as each batch is taken in ${number(microBatches)} parts` : ''}: that is too few to be steady, 32 and more do well.`,
      ...(isSplit
        ? [set('Take batches whole', 'microBatches', 1)]
        : larger > batchSize
          ? [set(`Use ${larger}`, 'batchSize', larger)]
          : []),
    ),
  ];
}

function coverProblems(spec: RunSpec, dataset: CheckedDataset): Problem[] {
  const { batchSize } = spec;
  const { name } = dataset;
  const trained = trainedSamples(dataset, spec);
  if (trained <= 0 || batchSize <= trained) return [];
  return [
    error(
      'batchSize',
      `A batch of ${number(batchSize)} is larger than the ${number(trained)} training samples of ${name}.`,
      set(`Use ${Math.min(32, trained)}`, 'batchSize', Math.min(32, trained)),
    ),
  ];
}

/** What is wrong or doubtful about how many samples a step takes. */
export const batchProblems = (spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] => [
  ...sizeProblems(spec, dataset),
  ...partProblems(spec, dataset),
  ...(dataset ? coverProblems(spec, dataset) : []),
];
