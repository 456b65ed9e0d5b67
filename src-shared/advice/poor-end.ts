import { z } from 'zod';
import type { EpochRow } from '../contract/run';
import type { Loss } from '../spec/run-spec';

/** What a list says of a run that trained to no good, though nothing failed. */
export const poorEndSchema = z.enum(['diverged', 'nothing learnt']);
export type PoorEnd = z.infer<typeof poorEndSchema>;

/** Accuracy below this many times that of guessing is guessing, with some luck. Of two classes half are right by it. */
const LUCK = 1.5;
const LUCK_OF_TWO = 1.1;
/** A mean loss of an epoch that is this many times what guessing costs comes of weights that blew up. */
const BLOWN_UP = 10;
/** Values: a training loss that has come to this many times its lowest has blown up. */
const VALUES_BLOWN_UP = 10;
/** What is within this part of guessing is no gain. */
const LEAST_GAIN = 0.02;

const isNumber = (value: number | null | undefined): value is number => value !== null && value !== undefined;

function ofClasses(rows: readonly EpochRow[], classes: number, loss: Loss): PoorEnd | null {
  const limit = (classes === 2 ? LUCK_OF_TWO : LUCK) / classes;
  const accuracies = rows.map((row) => row.valAccuracy ?? row.trainAccuracy).filter(isNumber);
  const last = accuracies.at(-1);
  if (last === undefined || last >= limit) return null;
  const isLost = Math.max(...accuracies) >= 2 * limit;
  if (loss !== 'softmax-cross-entropy') return isLost ? 'diverged' : null;
  const guessing = Math.log(classes);
  const isBlown = rows.some(({ trainLoss }) => trainLoss > BLOWN_UP * guessing);
  if (isLost || isBlown) return 'diverged';
  const { valLoss, trainLoss } = rows.at(-1)!;
  return (valLoss ?? trainLoss) > guessing * (1 - LEAST_GAIN) ? 'nothing learnt' : null;
}

function ofValues(rows: readonly EpochRow[]): PoorEnd | null {
  const last = rows.at(-1)!;
  const lowest = Math.min(...rows.map(({ trainLoss }) => trainLoss));
  const explained = rows.map(({ valR2 }) => valR2).filter(isNumber);
  const isWorseThanMean = explained.length === 0 || explained.at(-1)! < 0;
  if (isWorseThanMean && last.trainLoss > VALUES_BLOWN_UP * lowest) return 'diverged';
  return explained.length > 0 && Math.max(...explained) <= LEAST_GAIN ? 'nothing learnt' : null;
}

/**
 * Whether a run stands, after the epochs that it has, no better than one that guesses: because its loss blew up or it
 * lost again what it had learnt, or because it never learnt. Told from whole epochs alone, so that lists can have it;
 * null for a run that has learnt something, and where it cannot be told.
 *
 * @param classes how many there are; 0 where values are predicted
 */
export function poorEndOf(
  epochs: readonly EpochRow[],
  { classes, loss }: { classes: number; loss: Loss },
): PoorEnd | null {
  const last = epochs.at(-1);
  if (last === undefined) return null;
  const isFinite = Number.isFinite(last.trainLoss) && Number.isFinite(last.valLoss ?? 0);
  if (!isFinite) return 'diverged';
  return classes > 1 ? ofClasses(epochs, classes, loss) : ofValues(epochs);
}

/**
 * Said behind the state of a run: "diverged", "learnt nothing", or nothing. A run that goes on may learn yet; one whose
 * loss blew up says so at once.
 */
export function poorEndWord({ state, poorEnd }: { state: string; poorEnd: PoorEnd | null }): string {
  if (poorEnd === 'diverged') return state === 'failed' ? '' : 'diverged';
  return poorEnd === 'nothing learnt' && state === 'completed' ? 'learnt nothing' : '';
}

/** What that means, in a sentence. */
export const POOR_END_MEANS: Record<PoorEnd, string> = {
  diverged:
    'Its loss blew up, and now it does no better than guessing. Most often the learning rate is too high.',
  'nothing learnt':
    'It trained to its end and does no better than guessing. Most often the learning rate is far too high or too low.',
};
