import { ENDED_STATES } from '@shared/contract/run';
import type { Datasets } from '../datasets';
import type { Evaluations } from '../evaluations';
import type { Runs } from '../runs/runs';
import type { LibraryUse } from './check-context';

/** A library that a studio has open. */
export function useOfStudio(runs: Runs, datasets: Datasets, evaluations: Evaluations): LibraryUse {
  const recordOf = (run: string) => runs.store.find(run);
  return {
    isBusy: (run) => {
      const state = recordOf(run)?.document.state;
      const isStill = state === undefined || state === 'queued' || ENDED_STATES.includes(state);
      return !isStill || evaluations.isUnderWay();
    },
    // A run that is in no list is read by nobody, and nothing of it is removed.
    hold: async (run, checkpoint) => {
      const record = recordOf(run);
      return record ? runs.keeper.hold(record, checkpoint) : () => {};
    },
    markDamaged: async (run, checkpoint, reason) => {
      const record = recordOf(run);
      if (!record) return;
      await runs.keeper.markDamaged(record, checkpoint, reason);
      runs.news.tellCheckpoints(record);
    },
    markSound: async (run, checkpoint) => {
      const record = recordOf(run);
      if (!record) return;
      await runs.keeper.markSound(record, checkpoint);
      runs.news.tellCheckpoints(record);
    },
    unpin: async (run, checkpoint) => {
      const record = recordOf(run);
      if (!record) return;
      await runs.keeper.forgetPin(record, checkpoint);
      runs.news.tellCheckpoints(record);
    },
    isMaking: (dataset) => datasets.isMaking(dataset),
  };
}
