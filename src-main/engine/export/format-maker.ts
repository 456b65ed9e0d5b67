import type { ExportCheck } from '@shared/contract/export';
import type { SampleArray } from '../train/step-runner';
import type { ExportedFile, ExportedModel } from './exported-model';

/** Samples that an exported model is tried out with, and what the run's own model says of them. */
export interface TrialSamples {
  count: number;
  /** bytes of pictures, or numbers as they are; one sample after the other, at least 64 of them */
  inputs: SampleArray;
  /** what the last layer gives, in float32: a number for each class or value and sample */
  outputs: Float32Array;
  /** where they come from, such as "the test part of Digits" */
  from: string;
}

/** One format that models are exported in. */
export interface FormatMaker {
  /**
   * All files but `README.md` and `preparation.json`, which are added where they are not among them.
   *
   * @param samples that may travel along; an export always has them
   */
  make(model: ExportedModel, samples?: TrialSamples): ExportedFile[] | Promise<ExportedFile[]>;
  /**
   * Tries out what was made, by another way than our own runner where that is possible here; see `compareAnswers`.
   *
   * @param files all of them, as they will be written
   */
  check(
    files: readonly ExportedFile[],
    model: ExportedModel,
    samples: TrialSamples,
  ): ExportCheck | Promise<ExportCheck>;
  /** How it is used, in Markdown for the README: a few lines of code that run. */
  usage(model: ExportedModel): string;
}

/** Where nothing here can run what was made. @param note why, and what to do instead, in a sentence */
export const unchecked = (note: string): ExportCheck => ({
  by: '',
  samples: 0,
  from: '',
  difference: null,
  outputDifference: null,
  note,
});
