import type { CheckpointContent } from '../checkpoint/write-checkpoint';
import type { TrainingPosition } from '../checkpoint/training-position';
import type { EpochTimes } from '@shared/contract/recorded';
import type { EpochRow, RunPhase } from '@shared/contract/run';
import type { ClassMetrics } from '@shared/metrics/classification';
import type { Shape } from '@shared/model/describe';
import type { RunSpec } from '@shared/spec/run-spec';
import type { BatchSource } from '../data/batches/batch-source';
import type { TrainingSplit } from '../data/split-validation';
import type { MeasuredTarget } from '../evaluate/measure';
import type { MeasuredStep, StepRunner } from './step-runner';

export interface StepRow {
  step: number;
  /** fractional: 2.5 is half of the third epoch */
  epoch: number;
  seconds: number;
  loss: number;
  /** NaN where there are no classes */
  accuracy: number;
  learningRate: number;
}

/** What is told of an epoch when all of it is over, its checkpoint included. */
export interface EpochEnd {
  epoch: number;
  step: number;
  times: EpochTimes;
  /** the last step with a full batch; undefined where it was not measured, or by another engine */
  measured: MeasuredStep | undefined;
  /** each class on the epoch's validation data; empty where there are none */
  classes: readonly ClassMetrics[];
}

/** What the loop tells while it runs, and what it asks. */
export interface LoopObserver {
  phase(phase: RunPhase): void;
  steps(rows: readonly StepRow[]): void;
  epoch(row: EpochRow): void;
  /** A step was measured. Left out, none is. */
  measured?(row: StepRow, step: MeasuredStep): void;
  epochEnd?(end: EpochEnd): void;
  /** A line for the run's log; a warning is for a person to look at. */
  note(text: string, level?: 'info' | 'warning'): void;
  /** Saves in the background or at once; the content is a copy. */
  save(content: CheckpointContent): Promise<void>;
  stopRequested(): boolean;
  /** Between two steps: waits while the spec is changed, and brings the new one. */
  changedSpec(position: TrainingPosition): Promise<RunSpec | undefined>;
  /** asked at the end of each epoch */
  stopAfterEpochRequested(): boolean;
}

export interface LoopInput {
  spec: RunSpec;
  runner: StepRunner;
  /** of the training part, which may still be in the making */
  source: BatchSource;
  split: TrainingSplit;
  inputShape: Shape;
  target: MeasuredTarget;
  /** exclusive ends of the shards, in samples */
  shardEnds: readonly number[];
  position: TrainingPosition;
}
