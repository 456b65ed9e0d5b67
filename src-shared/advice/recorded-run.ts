import type { EpochDetail } from '../contract/recorded';
import type { EpochRow } from '../contract/run';
import type { Mend } from '../spec/problem';
import type { RunSpec } from '../spec/run-spec';

/** The mean loss of some steps in a row. */
export interface LossStretch {
  /** the first of them */
  step: number;
  loss: number;
}

/** The measured steps, column by column, as they are recorded. */
export interface NormSeries {
  step: ArrayLike<number>;
  gradientNorm: ArrayLike<number>;
  updateRatio: ArrayLike<number>;
}

/** What is known of a run that goes on or has ended, however far it came. */
export interface RecordedRun {
  spec: RunSpec;
  /** empty where values are predicted */
  classes: readonly string[];
  epochs: readonly EpochRow[];
  /** at most some hundred, over the whole run */
  losses: readonly LossStretch[];
  norms: NormSeries;
  details: readonly EpochDetail[];
}

/** Something that training shows, with what it means and what to try. */
export interface Advice {
  kind:
    | 'over-fitting'
    | 'rate-too-high'
    | 'rate-too-low'
    | 'loss-flat'
    | 'dead-layers'
    | 'vanishing-gradients'
    | 'exploding-gradients'
    | 'validation-small'
    | 'validation-noisy'
    | 'classes-never-predicted';
  /** what is seen, with figures, as a sentence */
  title: string;
  /** why it matters */
  why: string;
  /** changes with which a new run is likely to do better; none where the words have to do */
  mends: Mend[];
}
