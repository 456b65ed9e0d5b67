import { expect } from 'vitest';

/** Where perturbed runs have not parted yet, rounding alone may come to so much. */
const ROUNDING = 5e-6;

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * How far runs that began 1e-7 apart have come from each other by each step: the widest that it has been so far, since
 * two of them may meet by chance.
 */
export function band(base: readonly number[], others: readonly (readonly number[])[]): number[] {
  let widest = 0;
  return base.map((loss, step) => {
    widest = Math.max(widest, ...others.map((other) => Math.abs(other[step]! - loss)));
    return widest;
  });
}

interface Compared {
  ours: readonly number[];
  reference: readonly number[];
  /** reference runs whose initial weights were moved by 1e-7 */
  perturbed: readonly (readonly number[])[];
  stepsPerEpoch: number;
}

/**
 * Losses of a run stay inside twice the band of perturbed references, and the means of its epochs within 1 % of theirs.
 *
 * @returns what was found, for the log
 */
export function expectInsideBand({ ours, reference, perturbed, stepsPerEpoch }: Compared) {
  const allowed = band(reference, perturbed);
  const shares = ours.map(
    (loss, step) => Math.abs(loss - reference[step]!) / Math.max(allowed[step]!, ROUNDING),
  );
  const means = (all: readonly number[]) =>
    Array.from({ length: all.length / stepsPerEpoch }, (_, epoch) =>
      mean(all.slice(epoch * stepsPerEpoch, (epoch + 1) * stepsPerEpoch)),
    );
  const [own, theirs] = [means(ours), means(reference)];
  const found = {
    steps: ours.length,
    bandAtTheEnd: allowed.at(-1),
    mostOfTheBand: Math.max(...shares),
    meansOurs: own,
    meansTheirs: theirs,
  };
  expect(found.mostOfTheBand, JSON.stringify(found)).toBeLessThan(2);
  own.forEach((its, epoch) => {
    expect(Math.abs(its - theirs[epoch]!) / theirs[epoch]!).toBeLessThan(0.01);
  });
  return found;
}
