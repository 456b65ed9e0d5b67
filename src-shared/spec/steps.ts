import { stepOfCheckpoint, stepsBefore } from '../checkpoint/stands-at';
import type { DatasetSummary } from '../contract/dataset';
import { heldBackCount } from './held-back';
import { valueAt } from './path';

/** How long a run is. */
export interface Steps {
  perEpoch: number;
  total: number;
  /** see `stepsOfOthers`; left out: none */
  ofOthers?: number;
}

/** What has to be known of a dataset to tell what is trained on. */
export interface CountedDataset {
  trainCount: number;
  /** left out: none is given */
  validationCount?: number | undefined;
  /** of the training samples; left out or empty: there are no classes */
  classCounts?: readonly number[] | undefined;
}

const numberAt = (draft: unknown, path: string, most: number): number => {
  const value = valueAt(draft, path);
  return typeof value === 'number' && value >= 0 && value <= most ? value : 0;
};

/** The share that is held back, whether as a share or as one of several folds. */
export function heldBackShare(draft: unknown): number {
  const folds = numberAt(draft, 'validation.folds', 100);
  return folds > 1 ? 1 / folds : numberAt(draft, 'validation.fraction', 0.9);
}

/** The samples that are trained on, once some are held back; off by a few where groups of them stay together. */
export function trainedSamples(
  { trainCount, validationCount = 0, classCounts = [] }: CountedDataset,
  draft: unknown,
): number {
  if (validationCount > 0) return trainCount - validationCount;
  const folds = numberAt(draft, 'validation.folds', 100);
  const isCounted = classCounts.reduce((sum, count) => sum + count, 0) === trainCount;
  return (
    trainCount -
    heldBackCount(isCounted ? classCounts : [trainCount], {
      fraction: numberAt(draft, 'validation.fraction', 0.9),
      folds: folds > 1 ? folds : 0,
      fold: numberAt(draft, 'validation.fold', 99),
    })
  );
}

/** Whether that is but about so: groups are held back as a whole, and how large they are is known when they are read. */
export const isAboutSplit = (
  dataset: Partial<Pick<DatasetSummary, 'hasGroups' | 'validationCount'>> | undefined,
): boolean => dataset?.hasGroups === true && (dataset.validationCount ?? 0) === 0;

/** Whether there is anything to validate on. */
export const isValidatedOn = (draft: unknown, dataset: Partial<CountedDataset> | undefined): boolean =>
  (dataset?.validationCount ?? 0) > 0 || heldBackShare(draft) > 0;

/**
 * Steps of a whole run, as far as that is known before: limits in minutes and early stopping are not foreseen.
 *
 * @param more steps of the epochs that it goes on from than they would have had now
 */
export function totalStepsOf(
  { epochs, stop }: { epochs: number; stop: { steps: number } },
  perEpoch: number,
  more = 0,
): number {
  const all = epochs * perEpoch + more;
  return stop.steps > 0 ? Math.min(stop.steps, all) : all;
}

/** Where a run stands: steps that are done, whole epochs of them, and steps of the one under way. */
export interface Standing {
  step: number;
  epoch: number;
  stepInEpoch: number;
}

/**
 * By how many steps the epochs that a run goes on from were longer than its own, as on other samples; below 0 where they were
 * shorter.
 */
export const stepsOfOthers = ({ step, epoch, stepInEpoch }: Standing, perEpoch: number): number =>
  step - (epoch * perEpoch + Math.min(stepInEpoch, perEpoch));

/** Where a checkpoint of a run stands, which tells no more of it than its steps and its whole epochs. */
export function standingOfSaved(
  { start }: { start?: { mode: string; checkpoint: string } | undefined },
  { step, epoch }: Pick<Standing, 'step' | 'epoch'>,
  perEpoch: number,
): Standing {
  const beyond = step - epoch * perEpoch;
  const isOwn = start?.mode !== 'continue' || perEpoch === 0 || (beyond >= 0 && beyond < perEpoch);
  if (isOwn) return { step, epoch, stepInEpoch: beyond };
  // Its own epochs are counted from the checkpoint that it continues, which mostly lies between two.
  const since = (beyond - stepsBefore({ start })) % perEpoch;
  return { step, epoch, stepInEpoch: (since + perEpoch) % perEpoch };
}

/** @param theirs steps of an epoch of the run that a draft goes on from; 0 where that is not known */
function stepsOfParent(draft: unknown, theirs: number, perEpoch: number): number {
  const checkpoint = valueAt(draft, 'start.checkpoint');
  const goesOn = valueAt(draft, 'start.mode') === 'continue' && typeof checkpoint === 'string';
  if (!goesOn || theirs === 0) return 0;
  const step = stepOfCheckpoint(checkpoint);
  return stepsOfOthers({ step, epoch: Math.floor(step / theirs), stepInEpoch: step % theirs }, perEpoch);
}

/**
 * How many steps a draft comes to; undefined while that cannot be told.
 *
 * @param theirs steps of an epoch of the run that it goes on from, where it does; 0 while they are not known
 */
export function stepsOf(draft: unknown, dataset: CountedDataset, theirs = 0): Steps | undefined {
  const [batchSize, epochs] = [valueAt(draft, 'batchSize'), valueAt(draft, 'epochs')];
  if (typeof batchSize !== 'number' || typeof epochs !== 'number') return undefined;
  if (batchSize < 1 || epochs < 1) return undefined;
  const perEpoch = Math.ceil(trainedSamples(dataset, draft) / batchSize);
  const limit = valueAt(draft, 'stop.steps');
  const stop = { steps: typeof limit === 'number' ? limit : 0 };
  const more = stepsOfParent(draft, theirs, perEpoch);
  const total = totalStepsOf({ epochs, stop }, perEpoch, more);
  return { perEpoch, total, ...(more !== 0 && { ofOthers: more }) };
}
