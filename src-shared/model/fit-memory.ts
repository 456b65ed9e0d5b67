import type { DatasetInput } from '../contract/dataset';
import { describeModel } from './describe';
import { estimateMemory, type MemorySettings } from './memory';
import { sizeOf, type Shape } from './shape';
import type { RunSpec } from '../spec/run-spec';

/** The memory that there is, and what of it an engine takes before it has a model. */
export interface MachineMemory {
  memoryBytes: number;
  engineBytes: number;
  /** what of it a run may take, as a person has set it; left out: as much as there is */
  share?: number;
}

/** An engine with TensorFlow loaded, where nobody has measured one here yet. */
export const USUAL_ENGINE_BYTES = 420_000_000;
/** The rest is for the system, the window and what else there is. */
export const USABLE_SHARE = 0.9;

export interface TrainedOn {
  shape: Shape;
  trainCount: number;
  /** left out: pictures, of which each value is a byte */
  input?: DatasetInput;
}

/** Bytes of the training samples. */
export const trainingBytes = ({ shape, trainCount, input }: TrainedOn): number =>
  trainCount * sizeOf(shape) * (input === undefined || input.type === 'pictures' ? 1 : 4);

/** What training a well-formed spec will take, in bytes, were it to have these settings. */
export function memoryOf(
  spec: RunSpec,
  trainedOn: TrainedOn,
  engineBytes: number,
): (changes?: Partial<MemorySettings>) => number {
  const model = describeModel(spec.model.layers, trainedOn.shape);
  const dataBytes = trainingBytes(trainedOn);
  return (changes = {}) => estimateMemory(model, engineBytes, dataBytes, { ...spec, ...changes }).total;
}

const powersOfTwo = (most: number): number[] =>
  Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, power) => 2 ** power);

export interface Fitting {
  /** in how many parts a batch fits as it is */
  microBatches: number | undefined;
  /** the largest batch that fits when it is taken as now */
  batchSize: number | undefined;
}

/** What would fit into so many bytes. */
export function fittingIn(
  limit: number,
  { batchSize, microBatches }: Pick<RunSpec, 'batchSize' | 'microBatches'>,
  bytesOf: (changes: Partial<MemorySettings>) => number,
): Fitting {
  return {
    microBatches: powersOfTwo(Math.min(batchSize, 1024)).find(
      (parts) => parts > microBatches && bytesOf({ microBatches: parts }) <= limit,
    ),
    batchSize: powersOfTwo(batchSize).findLast(
      (size) => size < batchSize && size >= microBatches && bytesOf({ batchSize: size }) <= limit,
    ),
  };
}

/** "12.3 GB" */
export const memoryWords = (bytes: number): string =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
