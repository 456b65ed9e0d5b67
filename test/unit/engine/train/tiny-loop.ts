import { DATASET_VERSION, type DatasetDocument } from '@shared/contract/dataset';
import { runSpecSchema, type RunSpec } from '@shared/spec/run-spec';
import type { EpochRow } from '@shared/contract/run';
import {
  freshPosition,
  type TrainingPosition,
} from '../../../../src-main/engine/checkpoint/training-position';
import type { CheckpointContent } from '../../../../src-main/engine/checkpoint/write-checkpoint';
import { ResidentSource } from '../../../../src-main/engine/data/batches/resident-source';
import { DatasetReader } from '../../../../src-main/engine/data/dataset-reader';
import type { SampleRows, StepBatches, StepRunner } from '../../../../src-main/engine/train/step-runner';
import type { NamedArray } from '../../../../src-main/engine/checkpoint/safetensors';
import { train } from '../../../../src-main/engine/train/training-loop';
import type { LoopObserver } from '../../../../src-main/engine/train/loop-input';

const SAMPLES = 25;

/** A runner that learns nothing, but tells what it was given. */
export class Recorder implements StepRunner {
  readonly mode = 'eager';
  readonly forwardBatch = 250;
  readonly rates: number[] = [];
  #validations = 0;
  readonly calls: { labels: number[]; batch: number; firstStep: number }[] = [];

  constructor(
    readonly stepsPerCall: number,
    readonly lossAt: (step: number) => number = () => 1,
    readonly mostStepsPerCall = stepsPerCall,
    /** of each validation, in their order */
    readonly valLosses: readonly number[] = [],
  ) {}

  train({ samples, indices, steps, batch, firstStep, learningRates }: StepBatches) {
    const labels = [...indices].map((index) => samples.targets[index]!);
    this.calls.push({ labels, batch, firstStep });
    this.rates.push(...learningRates);
    return {
      losses: Float32Array.from({ length: steps }, (_step, i) => this.lossAt(firstStep + i)),
      correct: new Int32Array(steps).fill(1),
    };
  }

  trainMeasured({ firstStep }: StepBatches) {
    return { loss: this.lossAt(firstStep), correct: 1, gradientNorm: 1, lengths: [], gradients: [] };
  }

  forward({ targets }: SampleRows, indices: Int32Array) {
    return {
      losses: new Float32Array(indices.length).fill(this.valLosses[this.#validations++] ?? 0.5),
      predictions: indices.map((index) => targets[index]!),
      outputs: new Float32Array(2 * indices.length),
    };
  }

  weights = (): NamedArray[] => [];
  optimizerState = () => [];
  loadWeights(): void {}
  loadOptimizerState(): void {}
  dispose(): void {}
}

/** A loop over a tiny dataset, with all that it tells written down. */
export function setUp(changes: Partial<RunSpec>, runner: StepRunner) {
  const spec = runSpecSchema.parse({
    data: { dataset: 'tiny' },
    model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
    optimizer: { learningRate: 0.001 },
    batchSize: 4,
    epochs: 2,
    ...changes,
  });
  const document: DatasetDocument = {
    version: DATASET_VERSION,
    id: 'tiny',
    name: 'Tiny',
    source: { type: 'idx' as const, files: [] },
    input: { type: 'pictures' as const, shape: [1, 1, 1] as [number, number, number] },
    target: { type: 'classes' as const, names: ['a', 'b'] },
    validationCount: 0,
    splits: { train: { count: SAMPLES, shards: [] }, test: { count: 0, shards: [] } },
    classCounts: [SAMPLES, 0],
    fingerprint: '0'.repeat(64),
    createdAt: new Date().toISOString(),
  };
  const reader = new DatasetReader('', document, 'train');
  Object.defineProperty(reader, 'ready', { value: SAMPLES });
  reader.read = async () => {};
  // Labels are the indices, so that what was shown can be told.
  reader.samples.targets.set(Uint8Array.from({ length: SAMPLES }, (_, i) => i));
  const saved: CheckpointContent[] = [];
  const phases: string[] = [];
  const notes: string[] = [];
  let stop = false;
  let stopAfterEpoch = false;
  let changeAt: (at: TrainingPosition) => RunSpec | undefined = () => undefined;
  const steps: number[] = [];
  const epochs: EpochRow[] = [];
  const observer: LoopObserver = {
    phase: (phase) => phases.push(phase),
    steps: (rows) => steps.push(...rows.map(({ step }) => step)),
    epoch: (row) => epochs.push(row),
    note: (text) => notes.push(text),
    save: async (content) => void saved.push(content),
    stopRequested: () => stop,
    changedSpec: async (at) => changeAt(at),
    stopAfterEpochRequested: () => stopAfterEpoch,
  };
  const position = freshPosition(1);
  const training = Int32Array.from({ length: 22 }, (_, i) => i);
  const split = { training, validation: Int32Array.of(0, 1) };
  const run = () =>
    train(
      {
        spec,
        runner,
        source: new ResidentSource(reader),
        split,
        inputShape: [1, 1, 1],
        target: { classes: 2 },
        shardEnds: [],
        position,
      },
      observer,
    );
  return {
    run,
    observer,
    saved,
    phases,
    notes,
    steps,
    epochs,
    spec,
    position,
    requestStop: () => (stop = true),
    requestStopAfterEpoch: () => (stopAfterEpoch = true),
    onChange: (change: typeof changeAt) => (changeAt = change),
  };
}
