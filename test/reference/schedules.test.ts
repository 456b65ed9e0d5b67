import { describe, expect, it } from 'vitest';
import { scheduleFactor } from '@shared/schedule/learning-rate';
import { afterEpoch, freshPlateau } from '@shared/schedule/plateau';
import { misses, type Tolerance } from './misses';
import { optax } from './optax-fixture';

/** The file has nine digits. */
const NINE_DIGITS: Tolerance = { relative: 1e-8, absolute: 1e-15 };

describe('schedules of the learning rate are those of optax', () => {
  it.each(optax.schedules.map((one) => [JSON.stringify(one.schedule), one] as const))('%s', (_title, one) => {
    const { schedule, factors } = one;
    const ours = factors.map((_, count) => scheduleFactor(schedule, count, optax.totalSteps));
    expect(misses(ours, factors, NINE_DIGITS)).toEqual([]);
  });
});

describe('reduce-on-plateau is that of optax', () => {
  it.each(optax.plateau.cases.map((one) => [JSON.stringify(one.settings), one] as const))(
    '%s',
    (_title, one) => {
      const { settings, factors } = one;
      let state = freshPlateau;
      const ours = optax.plateau.losses.map((loss) => {
        state = afterEpoch(settings, state, loss);
        return scheduleFactor(settings, 0, optax.totalSteps, state.factor);
      });
      expect(misses(ours, factors, NINE_DIGITS)).toEqual([]);
      // Or nothing would have been tried.
      expect(new Set(factors).size).toBeGreaterThan(2);
    },
  );
});
