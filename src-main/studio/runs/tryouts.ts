import type { LargestBatch, RateRange, RateRangeAsk } from '@shared/contract/finders';
import type { FindRateJob } from '@shared/contract/engine-job';
import type { RunTiming } from '@shared/contract/speed';
import { hasErrors } from '@shared/spec/check';
import { valueAt, withValueAt } from '@shared/spec/path';
import type { RunSpec } from '@shared/spec/run-spec';
import { checkpointFolder } from '../checkpoints';
import { memoryBytes } from '../machine-memory';
import { Refusal } from '../refusal';
import { bytesToFill, findLargestBatch } from '../speed/find-batch';
import type { Runs } from './runs';

/** Tries out, for seconds, what is to be a run. Nothing of it is kept. */
export class Tryouts {
  constructor(readonly runs: Pick<Runs, 'maker' | 'options' | 'record' | 'weights'>) {}

  /**
   * How long a run would take here: it is trained for about two seconds.
   *
   * @throws Refusal for a spec with errors, and while anything trains
   */
  async time(input: unknown, signal: AbortSignal | undefined): Promise<RunTiming> {
    const { timer } = this.runs.options.speed;
    return timer.time({ type: 'time-run', ...(await this.#tried(input)) }, signal);
  }

  /** What becomes of a run's loss while its learning rate rises. As `time`. */
  async findRate(input: unknown, ask: RateRangeAsk, signal: AbortSignal | undefined): Promise<RateRange> {
    if (ask.from >= ask.to) {
      throw Refusal.of('from', `The first rate, ${ask.from}, must be below the last, ${ask.to}.`);
    }
    const { timer } = this.runs.options.speed;
    const tried = await this.#tried(input);
    const weightsOf = this.#weightsOf(tried.spec);
    return timer.findRate({ type: 'find-rate', ...tried, ask, ...(weightsOf && { weightsOf }) }, signal);
  }

  /** What suits fresh weights is often too much for trained ones. */
  #weightsOf({ start, weights }: RunSpec): FindRateJob['weightsOf'] {
    if (weights) return { kind: 'file', path: this.runs.weights.fileOf(weights.file) };
    if (start === undefined) return undefined;
    const { folder } = this.runs.record(start.run);
    return { kind: 'checkpoint', folder: checkpointFolder(folder, start.checkpoint) };
  }

  /** The largest batch with which a run fits into the memory that is free. As `time`. */
  async findBatch(input: unknown, signal: AbortSignal | undefined): Promise<LargestBatch> {
    const { datasets, speed, power, backends } = this.runs.options;
    // One that is too large as it stands is no reason not to look.
    const few = withValueAt(input, 'batchSize', valueAt(input, 'microBatches') ?? 1);
    // Where the run begins changes nothing of what fits, and a run that goes on has its batch size already.
    const tried = await this.#tried(withValueAt(few, 'start', undefined));
    const dataset = await datasets.get(tried.spec.data.dataset);
    const limit = Math.min(bytesToFill(), power.settings.memoryShare * memoryBytes());
    // As the form reckons.
    const { engineBytes } = (await backends.probe(tried.compute.backend)).report;
    return findLargestBatch(speed.timer, tried, dataset, { limit, engineBytes }, signal);
  }

  async #tried(input: unknown) {
    const { maker, options } = this.runs;
    const { speed, datasets } = options;
    const { problems, spec } = await maker.check(input);
    if (!spec || hasErrors(problems)) {
      throw new Refusal('Mend what is wrong with the run first, then measure it.', problems);
    }
    speed.refuseAtWork();
    const { numerics } = await maker.numericsOf(spec);
    const { dataset } = spec.data;
    await datasets.ensure(dataset);
    return { spec, datasetFolder: datasets.folderOf(dataset), compute: numerics };
  }
}
