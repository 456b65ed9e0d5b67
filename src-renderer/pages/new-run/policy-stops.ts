import { stepsBefore } from '@shared/checkpoint/stands-at';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Steps } from '@shared/spec/steps';

/** Beyond this many, stops on the little line would touch. */
export const MOST_STOPS = 30;

/** Where a run's checkpoints will lie by its policy, in epochs; the best cannot be foreseen, the last is sure. */
export function policyStops(
  spec: Pick<RunSpec, 'checkpoint' | 'start'>,
  { perEpoch, total }: Steps,
): number[] {
  const { everyEpochs, everySteps } = spec.checkpoint;
  const stops = new Set<number>();
  for (const every of [everyEpochs * perEpoch, everySteps]) {
    if (every === 0) continue;
    const first = Math.floor(stepsBefore(spec) / every) + 1;
    for (let at = first * every; at <= total; at += every) stops.add(at / perEpoch);
  }
  stops.add(total / perEpoch);
  return [...stops].sort((a, b) => a - b);
}
