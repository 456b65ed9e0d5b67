import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TargetScale } from '@shared/contract/checkpoint';
import type { Evaluation } from '@shared/contract/evaluation';
import { encodeOutputs, keptEvery, type KeptOutputs } from '@shared/evaluation/outputs-file';
import type { Loss } from '@shared/spec/run-spec';
import { writeFileAtomically } from '../../durable/atomic-file';
import { isDiskFull } from '../../durable/disk-full';
import { errorCode } from '../../faults/data-error';
import type { MeasuredTarget, SampleKeeper } from './measure';

/** Collects what a model gave for each sample, of as many samples as the file may hold. */
export class OutputsKeeper implements SampleKeeper {
  readonly #every: number;
  readonly #width: number;
  readonly #places: Int32Array;
  readonly #losses: Float32Array;
  readonly #outputs: Float32Array;
  readonly #targets: Float32Array;
  /** samples that it was shown */
  #seen = 0;

  constructor(
    readonly loss: Loss,
    readonly target: MeasuredTarget,
    samples: number,
  ) {
    this.#width = 'classes' in target ? target.classes : target.scale.mean.length;
    this.#every = keptEvery(samples, this.#width);
    const kept = Math.ceil(samples / this.#every);
    this.#places = new Int32Array(kept);
    this.#losses = new Float32Array(kept);
    this.#outputs = new Float32Array(kept * this.#width);
    this.#targets = new Float32Array(kept * ('classes' in target ? 1 : this.#width));
  }

  keep(rows: Int32Array, losses: Float32Array, outputs: Float32Array, targets: ArrayLike<number>): void {
    const width = this.#width;
    const targetWidth = 'classes' in this.target ? 1 : width;
    for (let i = 0; i < rows.length; i++, this.#seen++) {
      if (this.#seen % this.#every !== 0) continue;
      const at = this.#seen / this.#every;
      this.#places[at] = rows[i]!;
      this.#losses[at] = losses[i]!;
      for (let value = 0; value < width; value++)
        this.#outputs[at * width + value] = outputs[i * width + value]!;
      for (let value = 0; value < targetWidth; value++)
        this.#targets[at * targetWidth + value] = targets[i * targetWidth + value]!;
    }
  }

  kept(): KeptOutputs {
    const [places, losses] = [this.#places, this.#losses];
    if ('classes' in this.target) {
      const truth = Int32Array.from(this.#targets);
      return { type: 'classes', loss: this.loss, places, truth, losses, outputs: this.#outputs };
    }
    const { scale } = this.target;
    const truth = inUnits(this.#targets, scale);
    return { type: 'values', places, losses, truth, predicted: inUnits(this.#outputs, scale) };
  }
}

function inUnits(scaled: Float32Array, { mean, deviation }: TargetScale): Float32Array {
  const width = mean.length;
  return scaled.map((value, at) => value * deviation[at % width]! + mean[at % width]!);
}

/**
 * Writes what was kept beside the run.
 *
 * @returns null where the disk has no space for it, or the run was discarded meanwhile: the result counts all the same
 */
export async function writeOutputs(
  path: string,
  kept: KeptOutputs,
  fingerprint: string,
): Promise<Evaluation['outputs']> {
  const bytes = encodeOutputs(kept);
  try {
    await mkdir(dirname(path)).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
    await writeFileAtomically(path, bytes);
  } catch (error) {
    if (isDiskFull(error) || errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { samples: kept.places.length, bytes: bytes.length, sha256, fingerprint };
}
