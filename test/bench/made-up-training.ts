import type { EpochRow } from '@shared/contract/run';

const SECONDS_PER_STEP = 0.02;

/** A number from 0 to 1 that looks like chance, and is the same for the same place. */
function noise(place: number): number {
  const value = Math.sin(place * 12.9898) * 43758.5453;
  return value - Math.floor(value);
}

/** The loss that a good run has after a share of it, without its noise. */
const lossAt = (share: number): number => 0.08 + 2.2 * Math.exp(-9 * share) + 0.15 * (1 - share);

/** A row of the series as `SERIES_COLUMNS` names them: a loss that falls with much noise, and a spike in 40,000 steps. */
export function madeUpStep(step: number, perEpoch: number, all: number): number[] {
  const share = step / all;
  const spike = step % 40_000 === 7 ? 3 : 0;
  const loss = lossAt(share) * (0.6 + 0.8 * noise(step)) + spike;
  const accuracy = Math.min(1, Math.max(0, 1 - loss / 3));
  return [step, step / perEpoch, step * SECONDS_PER_STEP, loss, accuracy, 1e-3 * (1 - share)];
}

/** @param seconds that one epoch takes */
export function madeUpEpoch(epoch: number, step: number, epochs: number, seconds = 60): EpochRow {
  const share = epoch / epochs;
  const loss = lossAt(share) * (0.97 + 0.06 * noise(epoch));
  return {
    epoch,
    step,
    trainLoss: loss,
    trainAccuracy: 1 - loss / 3,
    valLoss: loss * 1.05,
    valAccuracy: 1 - (loss * 1.05) / 3,
    valMacroF1: 1 - (loss * 1.06) / 3,
    valTop5: 0.999,
    valMae: null,
    valRmse: null,
    valR2: null,
    seconds,
    samplesPerSecond: 900,
  };
}
