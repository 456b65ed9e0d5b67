import { z } from 'zod';
import type { plateauScheduleSchema } from '../spec/schedule';

/** What reduce-on-plateau remembers from epoch to epoch; it goes into checkpoints. */
export const plateauStateSchema = z.object({
  factor: z.number().nonnegative(),
  best: z.number().nullable(),
  epochsWithout: z.int().nonnegative(),
  cooldownLeft: z.int().nonnegative(),
});
export type PlateauState = z.infer<typeof plateauStateSchema>;

export const freshPlateau: PlateauState = { factor: 1, best: null, epochsWithout: 0, cooldownLeft: 0 };

/** The state after an epoch with this validation loss, as optax.contrib.reduce_on_plateau goes on. */
export function afterEpoch(
  settings: z.infer<typeof plateauScheduleSchema>,
  state: PlateauState,
  loss: number,
): PlateauState {
  const { factor, patience, minImprovement, cooldown, endFactor } = settings;
  // A loss that is not a number, or not finite, is never an improvement.
  const improved = loss < (state.best ?? Infinity) * (1 - minImprovement);
  const best = improved ? loss : state.best;
  if (state.cooldownLeft > 0) {
    return { ...state, best, epochsWithout: 0, cooldownLeft: state.cooldownLeft - 1 };
  }
  const epochsWithout = improved ? 0 : state.epochsWithout + 1;
  if (epochsWithout < patience) return { ...state, best, epochsWithout };
  return {
    best,
    factor: Math.max(state.factor * factor, endFactor),
    epochsWithout: 0,
    cooldownLeft: cooldown,
  };
}
