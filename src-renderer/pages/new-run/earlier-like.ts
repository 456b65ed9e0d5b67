import { stepsBefore } from '@shared/checkpoint/stands-at';
import type { BackendKind } from '@shared/contract/backend';
import type { RunSummary } from '@shared/contract/run';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Steps } from '@shared/spec/steps';
import { stepsOfOthers } from '../../format/run';

export interface EarlierRun {
  run: RunSummary;
  secondsPerEpoch: number;
}

/** What an epoch of a run does, as a text that is the same for the same work. */
export const workOf = ({
  data,
  augment,
  model,
  batchSize,
  microBatches,
  optimizer,
  ema,
  validation,
  backend,
  precision,
}: RunSpec) =>
  JSON.stringify([
    data.dataset,
    augment,
    model.layers,
    batchSize,
    microBatches,
    optimizer.name,
    ema > 0,
    validation.folds > 1 ? { folds: validation.folds } : validation.fraction,
    backend,
    precision,
  ]);

/** Seconds of its epochs, without one that a limit ended early. */
const secondsOf = (run: RunSummary): number[] =>
  run.epochs
    .filter(({ step }) => run.stepsPerEpoch === null || (step - stepsOfOthers(run)) % run.stepsPerEpoch === 0)
    .map(({ seconds }) => seconds)
    .toSorted((a, b) => a - b);

/**
 * The newest run of this machine that did just the same work an epoch, so that its times can be expected again.
 *
 * @param backend what the spec's choice comes to by now; undefined while that is not known
 */
export function earlierLike(
  spec: RunSpec,
  newestFirst: readonly RunSummary[],
  backend: BackendKind | undefined,
): EarlierRun | undefined {
  const work = workOf(spec);
  for (const run of newestFirst) {
    if (run.place !== undefined || workOf(run.spec) !== work) continue;
    // What is chosen automatically may have been another one then.
    if (backend !== undefined && run.numerics?.backend !== backend) continue;
    const seconds = secondsOf(run);
    if (seconds.length > 0) return { run, secondsPerEpoch: seconds[Math.floor(seconds.length / 2)]! };
  }
  return undefined;
}

/** Seconds of what a run has to train, as far as its limits say it: a run that goes on has a part done. */
export function secondsOfRun(
  secondsPerEpoch: number,
  spec: Pick<RunSpec, 'stop' | 'start'>,
  { perEpoch, total }: Steps,
): number {
  const { minutes } = spec.stop;
  const limit = minutes > 0 ? 60 * minutes : Infinity;
  const steps = Math.max(0, total - stepsBefore(spec));
  return Math.min(limit, (secondsPerEpoch * steps) / Math.max(1, perEpoch));
}
