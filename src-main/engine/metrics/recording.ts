import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainJob } from '@shared/contract/engine-job';
import type { EpochDetail } from '@shared/contract/recorded';
import type { ParameterInfo } from '@shared/model/parameters';
import { NORM_LOG_COLUMNS } from '@shared/series/columns';
import type { GpuWatch } from './gpu-watch';
import type { NamedArray } from '../checkpoint/safetensors';
import type { GenerationLease } from '../train/generation-lease';
import type { MeasuredStep } from '../train/step-runner';
import type { EpochEnd, StepRow } from '../train/loop-input';
import { AppendLog } from './append-log';
import { layerRecords, updateRatioOf, weightNormOf } from './layer-records';
import { LineLog } from './line-log';

/** More epochs than this have histograms of every second, third, … one only. */
const MOST_HISTOGRAMS = 200;

/** Writes down what a run's steps and epochs were like: `metrics/norms.log` and `metrics/details.jsonl`. */
export class Recording {
  readonly #norms: AppendLog;
  readonly #details: LineLog;

  /**
   * @param parameters of the run's model
   * @param lease the right to write into the run's folder
   * @param gpu that the run trains on
   */
  constructor(
    readonly job: Pick<TrainJob, 'runFolder' | 'generation' | 'spec'>,
    readonly parameters: readonly ParameterInfo[],
    lease?: Pick<GenerationLease, 'check'>,
    private readonly gpu?: Pick<GpuWatch, 'take' | 'close'>,
  ) {
    const folder = join(job.runFolder, 'metrics');
    mkdirSync(folder, { recursive: true });
    this.#norms = new AppendLog(join(folder, 'norms.log'), NORM_LOG_COLUMNS, lease);
    this.#details = new LineLog(join(folder, 'details.jsonl'), lease);
  }

  step({ step, epoch, seconds }: StepRow, measured: MeasuredStep): void {
    const { gradientNorm, lengths } = measured;
    const norms = [gradientNorm, weightNormOf(lengths), updateRatioOf(lengths) ?? Number.NaN];
    this.#norms.add([step, epoch, seconds, ...norms, process.memoryUsage.rss(), this.job.generation]);
  }

  /** @param weights is asked for the weights where they are to be recorded */
  epochEnd({ epoch, step, times, measured, classes }: EpochEnd, weights: () => NamedArray[]): void {
    const { record, epochs } = this.job.spec;
    const every = Math.ceil(epochs / MOST_HISTOGRAMS);
    const isDue = record.histograms && (epoch % every === 0 || epoch === epochs);
    const detail: EpochDetail = {
      generation: this.job.generation,
      epoch,
      step,
      times,
      memory: process.memoryUsage.rss(),
      gpu: this.gpu?.take() ?? null,
      layers: isDue ? layerRecords(this.parameters, weights(), measured) : [],
      classes: [...classes],
    };
    this.#norms.flush();
    this.#details.add(detail);
  }

  flush(): void {
    this.#norms.flush();
  }

  close(): void {
    this.#norms.close();
    this.#details.close();
    this.gpu?.close();
  }
}
