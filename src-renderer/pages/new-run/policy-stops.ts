import { stepsBefore } from '@shared/checkpoint/stands-at';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Steps } from '@shared/spec/steps';

/** Beyond this many, stops on the little line would touch. */
export const MOST_STOPS = 30;

/** Where a run's checkpoints will lie by its policy, in epochs; the best cannot be foreseen, the last is sure. */
export function policyStops(
  spec: Pick<RunSpec, 'checkpoint' | 'start'>,
  { perEpoch, total, ofOthers = 0 }: Steps,
): number[] {
  const { everyEpochs, everySteps } = spec.checkpoint;
  const stops = new Set<number>();
  const stop = (at: number) => stops.add((at - ofOthers) / perEpoch);
  const policies = [
    { every: everyEpochs * perEpoch, from: ofOthers },
    { every: everySteps, from: 0 },
  ];
  for (const { every, from } of policies) {
    if (every === 0) continue;
    const first = Math.floor((stepsBefore(spec) - from) / every) + 1;
    for (let at = from + first * every; at <= total; at += every) stop(at);
  }
  stop(total);
  return [...stops].sort((a, b) => a - b);
}
