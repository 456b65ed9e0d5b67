import type { RunSpec } from '@shared/spec/run-spec';

/** Beyond this many, stops on the little line would touch. */
export const MOST_STOPS = 30;

/** Where a run's checkpoints will lie by its policy, in epochs; the best cannot be foreseen, the last is sure. */
export function policyStops(
  { checkpoint, epochs }: Pick<RunSpec, 'checkpoint' | 'epochs'>,
  stepsPerEpoch: number,
): number[] {
  const stops = new Set<number>();
  const { everyEpochs, everySteps } = checkpoint;
  if (everyEpochs > 0) for (let at = everyEpochs; at <= epochs; at += everyEpochs) stops.add(at);
  if (everySteps > 0 && stepsPerEpoch > 0) {
    const total = epochs * stepsPerEpoch;
    for (let at = everySteps; at <= total; at += everySteps) stops.add(at / stepsPerEpoch);
  }
  stops.add(epochs);
  return [...stops].sort((a, b) => a - b);
}
