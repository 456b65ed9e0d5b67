import type { RunSummary } from '@shared/contract/run';
import type { RunSpec } from '@shared/spec/run-spec';

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
    validation.fraction,
    backend,
    precision,
  ]);

/** The newest run that did just the same work an epoch, so that its times can be expected again. */
export function earlierLike(spec: RunSpec, newestFirst: readonly RunSummary[]): EarlierRun | undefined {
  const work = workOf(spec);
  const run = newestFirst.find((one) => one.epochs.length > 0 && workOf(one.spec) === work);
  if (!run) return undefined;
  const seconds = run.epochs.map((row) => row.seconds).sort((a, b) => a - b);
  return { run, secondsPerEpoch: seconds[Math.floor(seconds.length / 2)]! };
}
