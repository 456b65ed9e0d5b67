import { inputShapeOf } from '@shared/data/layout';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { EpochRow } from '@shared/contract/run';
import { STEP_LOG_COLUMNS } from '@shared/series/columns';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Backend } from '../../src-main/engine/backend/backend';
import { freshPosition } from '../../src-main/engine/checkpoint/training-position';
import { AppendLog } from '../../src-main/engine/metrics/append-log';
import { ResidentSource } from '../../src-main/engine/data/batches/resident-source';
import type { DatasetReader } from '../../src-main/engine/data/dataset-reader';
import type { StepRunner } from '../../src-main/engine/train/step-runner';
import { train } from '../../src-main/engine/train/training-loop';
import { loadSamples, PREPARED_BATCHES, type BenchData } from './bench-data';
import { squareProduct } from './square-product';
import type { Contender, EpochResult } from './turns';

/** Sizes of the batches that an epoch takes, the ordinary one first. */
export function batchSizes({ split }: BenchData, spec: RunSpec): number[] {
  const last = split.training.length % spec.batchSize;
  return last > 0 ? [spec.batchSize, last] : [spec.batchSize];
}

/** A runner of the product, driven by the product's training loop, with its log of steps. */
export class OwnContender implements Contender {
  readonly versions: Record<string, string>;
  readonly batch: number;
  readonly #prepared: Int32Array;
  readonly #position = freshPosition(1);

  constructor(
    readonly data: BenchData,
    readonly spec: RunSpec,
    readonly runner: StepRunner,
    { native, numerics }: Backend,
    readonly samples: DatasetReader['samples'],
  ) {
    const library = native === undefined ? 'TensorFlow.js' : 'TensorFlow';
    this.versions = { [library]: numerics.libraryVersion, Node: process.versions.node };
    this.batch = spec.batchSize;
    this.#prepared = data.split.training.slice(0, PREPARED_BATCHES * spec.batchSize);
  }

  /** The runner settles it after its first steps. */
  get stepsPerCall(): number {
    return this.runner.stepsPerCall;
  }

  runSteps(steps: number): void {
    const { batch } = this;
    for (let done = 0, at = 0; done < steps;) {
      const taken = Math.min(this.stepsPerCall, steps - done);
      if (at + taken > PREPARED_BATCHES) at = 0;
      this.runner.train({
        samples: this.samples,
        indices: this.#prepared.subarray(at * batch, (at + taken) * batch),
        steps: taken,
        batch,
        firstStep: this.#position.step + 1,
        learningRates: Array.from({ length: taken }, () => this.spec.optimizer.learningRate),
      });
      this.#position.step += taken;
      done += taken;
      at += taken;
    }
  }

  async warmUp(): Promise<void> {
    const { training, validation } = this.data.split;
    if (validation.length === 0) return;
    const few = this.stepsPerCall * this.batch + (training.length % this.batch);
    await this.#epochOf(training.slice(0, few), validation.slice(0, 500));
  }

  epoch(): Promise<EpochResult> {
    const { training, validation } = this.data.split;
    return this.#epochOf(training, validation);
  }

  async #epochOf(training: Int32Array, validation: Int32Array): Promise<EpochResult> {
    const { document } = this.data;
    const folder = mkdtempSync(join(tmpdir(), 'trainyard-bench-'));
    const log = new AppendLog(join(folder, 'steps.log'), STEP_LOG_COLUMNS);
    const position = this.#position;
    const rows: EpochRow[] = [];
    await train(
      {
        spec: { ...this.spec, epochs: position.epoch + 1 },
        runner: this.runner,
        source: new ResidentSource(await loadSamples(this.data)),
        split: { training, validation },
        inputShape: inputShapeOf(document.input),
        target: { classes: document.target.names.length },
        shardEnds: [],
        position,
      },
      {
        phase: () => {},
        steps(steps) {
          for (const { step, epoch, seconds, loss, accuracy, learningRate } of steps) {
            log.add([step, epoch, seconds, loss, accuracy, learningRate, 1]);
          }
        },
        epoch: (row) => rows.push(row),
        note: () => {},
        save: async () => {},
        stopRequested: () => false,
        changedSpec: async () => undefined,
        stopAfterEpochRequested: () => false,
      },
    );
    log.sync();
    log.close();
    rmSync(folder, { recursive: true });
    const [row] = rows;
    return {
      samples: training.length,
      loss: row!.trainLoss,
      accuracy: row!.trainAccuracy ?? NaN,
      validationLoss: row!.valLoss ?? NaN,
      validationAccuracy: row!.valAccuracy ?? NaN,
    };
  }

  product(size: number): () => void {
    return squareProduct(tf, size);
  }
}
