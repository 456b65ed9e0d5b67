import { valueAt } from './path';

/** How long a run is. */
export interface Steps {
  perEpoch: number;
  total: number;
}

/** The samples that are trained on, once a share is held back. The engine splits class by class, so this may be off by one a class. */
export const trainedSamples = (trainCount: number, fraction: number): number =>
  trainCount - Math.round(trainCount * fraction);

/** How many steps a draft comes to; undefined while that cannot be told. */
export function stepsOf(draft: unknown, trainCount: number): Steps | undefined {
  const [batchSize, epochs] = [valueAt(draft, 'batchSize'), valueAt(draft, 'epochs')];
  if (typeof batchSize !== 'number' || typeof epochs !== 'number') return undefined;
  if (batchSize < 1 || epochs < 1) return undefined;
  const share = valueAt(draft, 'validation.fraction');
  const fraction = typeof share === 'number' && share >= 0 && share <= 0.9 ? share : 0;
  const perEpoch = Math.ceil(trainedSamples(trainCount, fraction) / batchSize);
  return { perEpoch, total: perEpoch * epochs };
}
