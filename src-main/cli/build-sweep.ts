import type { StudioClient } from '@shared/contract/client';
import { metricOf } from '@shared/sweep/sweep-spec';
import { parseSweep } from '@shared/sweep/parse-sweep';
import { asTrials } from '@shared/sweep/as-trials';
import type { SweepSpec } from '@shared/sweep/sweep-spec';
import { buildSpec, MalformedSpec, readSpecFile } from './build-spec';
import type { Output } from './output';
import type { SweepArguments } from './sweep-arguments';
import type { SpecArguments } from './train-arguments';
import { UsageError } from './usage-error';

/** A sweep in a file has a space; a run's spec has none. */
async function sweepFile({ what, from, file }: SweepArguments): Promise<object | undefined> {
  if (what === undefined || from || file || !what.toLowerCase().endsWith('.json')) return undefined;
  const written = await readSpecFile(what);
  return 'space' in written ? written : undefined;
}

/** What was typed goes before what the file says. */
function overridden(written: object, asked: SweepArguments): object {
  const { space, sampler, budget, pruner, metric, drawnFrom, title } = asked;
  return {
    ...written,
    ...(space.length > 0 && { space }),
    ...(sampler && { sampler }),
    ...(Object.keys(budget).length > 0 && { budget }),
    ...(pruner && { pruner }),
    ...(metric && { metric }),
    ...(drawnFrom !== undefined && { seed: drawnFrom }),
    ...(title !== undefined && { name: title }),
  };
}

/** A run over several seeds, from its own on. */
export async function buildSeeds(
  client: StudioClient,
  output: Output,
  asked: SpecArguments & { seeds: number },
): Promise<SweepSpec> {
  const run = await buildSpec(client, output, asked);
  const values = Array.from({ length: asked.seeds }, (_, at) => run.seed + at);
  const parsed = parseSweep({ run, space: [{ field: 'seed', scale: 'choice', values }], sampler: 'grid' });
  if (!parsed.ok) throw new MalformedSpec(parsed.problems);
  return parsed.sweep;
}

/**
 * The sweep that is asked for: of a sweep's file, or of a run as `train` takes it.
 *
 * @throws {MalformedSpec} with every field that is wrong
 * @throws {UsageError} where there is nothing to begin with
 */
export async function buildSweep(
  client: StudioClient,
  output: Output,
  asked: SweepArguments,
): Promise<SweepSpec> {
  let written = await sweepFile(asked);
  if (written === undefined) {
    if (asked.space.length === 0) {
      throw new UsageError(
        'sweep needs --space, such as --space optimizer.learningRate=log:1e-4..1e-1: see `trainyard help sweep`.',
        '--space',
      );
    }
    const sampler = asked.sampler ?? 'random';
    const limit =
      sampler === 'grid' || Object.keys(asked.budget).length > 0 ? {} : { budget: { trials: 16 } };
    written = { run: asTrials(await buildSpec(client, output, asked)), ...limit };
  }
  const parsed = parseSweep(overridden(written, asked));
  if (!parsed.ok) throw new MalformedSpec(parsed.problems);
  return { ...parsed.sweep, metric: metricOf(parsed.sweep) };
}
