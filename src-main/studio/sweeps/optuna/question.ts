import { isLoss } from '@shared/spec/stopping';
import { metricOf, type OptunaSampler, type SweepSpec } from '@shared/sweep/sweep-spec';
import type { Trial } from '@shared/sweep/sweep-state';
import type { DrawQuestion, PastTrial } from './answer';

/** What a sampler is told of a trial. One that somebody stopped, or the sweep did, has not come to its end. */
function past({ set, end, best, epoch }: Trial): PastTrial {
  const its = { set, value: best, epoch };
  switch (end) {
    case null:
      return { ...its, state: 'running' };
    case 'completed':
      return { ...its, state: 'completed' };
    case 'cut':
    case 'stopped':
      return { ...its, state: epoch > 0 ? 'pruned' : 'failed' };
    case 'failed':
    case 'gone':
      return { ...its, state: 'failed' };
  }
}

/** What the next trial of a sweep is drawn from. */
export const questionOf = (
  study: string,
  sampler: OptunaSampler,
  spec: Pick<SweepSpec, 'seed' | 'space' | 'metric' | 'run'>,
  trials: readonly Trial[],
): DrawQuestion => ({
  study,
  sampler,
  seed: spec.seed,
  direction: isLoss(metricOf(spec)) ? 'minimize' : 'maximize',
  // Optuna takes no value twice.
  space: spec.space.map((dimension) =>
    dimension.scale === 'choice' ? { ...dimension, values: [...new Set(dimension.values)] } : dimension,
  ),
  trials: trials.map(past),
});
