import type { RunSpec } from '@shared/spec/run-spec';
import { dropoutSeeds } from '../train/step-inputs';
import type { StepBatches } from '../train/step-runner';
import type { Feed, KeptFeed } from './loaded-graph';
import type { SampleFeeder } from './sample-feeder';
import type { StepProgram } from './step-programs';
import type { CompiledUpdate } from './updates/compiled-update';

interface FeedParts {
  spec: RunSpec;
  update: Pick<CompiledUpdate, 'scalarsAt'>;
  samples: SampleFeeder;
}

/**
 * What a program is fed for as many steps as it takes.
 *
 * @param done how many of the steps of these batches were taken before
 */
export function stepFeeds(
  program: StepProgram,
  { samples, indices, firstStep, learningRates }: StepBatches,
  done: number,
  parts: FeedParts,
): (Feed | KeptFeed)[] {
  const { steps, batch } = program;
  const scalars = Array.from({ length: steps }, (_, step) =>
    parts.update.scalarsAt(firstStep + done + step, learningRates[done + step]!),
  );
  const feeds: (Feed | KeptFeed)[] = [
    ...parts.samples.feeds(program, samples, indices.slice(done * batch, (done + steps) * batch)),
    {
      name: program.scalars,
      shape: [steps, scalars[0]!.length],
      values: Float32Array.from(scalars.flat()),
    },
  ];
  if (program.seeds !== undefined) {
    const seeds = scalars.map((_, step) => dropoutSeeds(parts.spec, program.parts, firstStep + done + step));
    const each = seeds[0]!.length;
    const values = new Int32Array(steps * each);
    seeds.forEach((its, step) => values.set(its, step * each));
    feeds.push({ name: program.seeds, shape: [steps, each / 2, 2], values });
  }
  return feeds;
}
