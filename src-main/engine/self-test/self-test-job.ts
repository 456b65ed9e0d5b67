import type { SelfTestMeasured } from '@shared/contract/devices';
import type { SelfTestJob } from '@shared/contract/engine-job';
import type { ModelKind } from '@shared/contract/speed';
import { median } from '@shared/speed/fastest';
import { describeBackend, loadBackend, type Backend } from '../backend/backend';
import { StepTimer } from '../speed/step-timer';
import { measureMemory, measureProducts, type Share } from './arithmetic';
import { Pace } from './pace';
import { measureRepetition } from './repetition';

/** Which share of the whole is over after each part. */
const AFTER = { loading: 0.05, products: 0.25, memory: 0.35, dense: 0.6, convolutional: 0.85, repetition: 1 };
/** Of one turn: it cannot be cancelled within one. */
const TURN_MS = 300;
const PARTS = 100;

async function measureTraining(
  backend: Backend,
  kind: ModelKind,
  { pace, part, seconds }: Share,
): Promise<SelfTestMeasured['training'][number]> {
  const timer = new StepTimer(backend, kind, 'float32');
  try {
    const milliseconds: number[] = [];
    await pace.repeat(part, { seconds, least: 3 }, () => milliseconds.push(timer.turn(TURN_MS)));
    const { batch, isCompiled } = timer;
    return { kind, batch, samplesPerSecond: (1000 * batch) / median(milliseconds), isCompiled };
  } finally {
    timer.dispose();
  }
}

/**
 * Measures what the backend of a job can do: products of matrices, memory, training steps, and whether it does the same
 * twice.
 *
 * @param onProgress is told of 100 parts
 * @throws when the backend is not to be had, or the signal's reason when aborted
 */
export async function runSelfTestJob(
  { compute, seconds }: SelfTestJob,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<SelfTestMeasured> {
  const pace = new Pace(signal, (share) => onProgress(Math.round(share * PARTS), PARTS));
  const backend = await loadBackend(compute);
  const between = (before: keyof typeof AFTER, its: keyof typeof AFTER): Share => ({
    pace,
    part: [AFTER[before], AFTER[its]],
    seconds: (AFTER[its] - AFTER[before]) * seconds,
  });
  const matrix = await measureProducts(backend, between('loading', 'products'));
  const memory = await measureMemory(backend, between('products', 'memory'));
  const dense = await measureTraining(backend, 'dense', between('memory', 'dense'));
  const convolutional = await measureTraining(backend, 'convolutional', between('dense', 'convolutional'));
  const repetition = await measureRepetition(backend, between('convolutional', 'repetition'));
  return {
    library: describeBackend(backend.numerics),
    numerics: backend.numerics,
    matrix,
    memory,
    training: [dense, convolutional],
    repetition,
    seconds: pace.seconds,
  };
}
