import { valueAt } from './path';

/** How long a run is. */
export interface Steps {
  perEpoch: number;
  total: number;
}

/** The samples that are trained on, once a share is held back. The engine splits class by class, so this may be off by one a class. */
export const trainedSamples = (trainCount: number, fraction: number): number =>
  trainCount - Math.round(trainCount * fraction);

/** Steps of a whole run, as far as that is known before: limits in minutes and early stopping are not foreseen. */
export const totalStepsOf = (
  { epochs, stop }: { epochs: number; stop: { steps: number } },
  perEpoch: number,
): number => (stop.steps > 0 ? Math.min(stop.steps, epochs * perEpoch) : epochs * perEpoch);

/** How many steps a draft comes to; undefined while that cannot be told. */
export function stepsOf(draft: unknown, trainCount: number): Steps | undefined {
  const [batchSize, epochs] = [valueAt(draft, 'batchSize'), valueAt(draft, 'epochs')];
  if (typeof batchSize !== 'number' || typeof epochs !== 'number') return undefined;
  if (batchSize < 1 || epochs < 1) return undefined;
  const share = valueAt(draft, 'validation.fraction');
  const fraction = typeof share === 'number' && share >= 0 && share <= 0.9 ? share : 0;
  const perEpoch = Math.ceil(trainedSamples(trainCount, fraction) / batchSize);
  const limit = valueAt(draft, 'stop.steps');
  const stop = { steps: typeof limit === 'number' ? limit : 0 };
  return { perEpoch, total: totalStepsOf({ epochs, stop }, perEpoch) };
}
