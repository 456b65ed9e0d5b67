import { useRouter } from 'vue-router';
import type { ListedSweep, Sweep } from '@shared/contract/sweep';
import { say } from '../../../composables/use-said';
import { counted } from '../../../format/numbers';
import { useRuns } from '../../../stores/runs';
import { useSweeps } from '../../../stores/sweeps';
import { useUndo } from '../../../stores/undo';

/** What becomes of a sweep that is done with, each with its undo. */
export function useSweepCare() {
  const [sweeps, runs, undo, router] = [useSweeps(), useRuns(), useUndo(), useRouter()];

  /** Those runs of its trials that are in the library. */
  const runsOf = ({ trials }: Sweep) =>
    trials.flatMap(({ run }) => (run === null ? [] : (runs.byId.get(run) ?? [])));

  async function archive(sweep: ListedSweep, its: readonly { id: string }[], archived: boolean) {
    const label = async (to: boolean) => {
      await sweeps.label(sweep.id, { archived: to });
      if (its.length > 0) await runs.label(...its.map(({ id }) => ({ run: id, archived: to })));
    };
    await label(archived);
    const whole =
      its.length > 0 ? `${sweep.name} and its ${counted(its.length, 'run')} are` : `${sweep.name} is`;
    undo.offer(archived ? `${whole} archived.` : `${whole} listed again.`, () => label(!archived));
  }

  return {
    runsOf,
    /** @param withRuns whether its runs, where they are not archived yet, are archived too */
    archive: (sweep: Sweep, withRuns: boolean) =>
      archive(sweep, withRuns ? runsOf(sweep).filter((run) => !run.archived) : [], true),
    /** @param withRuns whether those of its runs that are archived are listed again too */
    unarchive: (sweep: Sweep, withRuns: boolean) =>
      archive(sweep, withRuns ? runsOf(sweep).filter((run) => run.archived) : [], false),
    async discard({ id }: Sweep, withRuns: boolean) {
      const { name, runs: gone, refused } = await sweeps.discard(id, withRuns);
      await router.push({ name: 'sweeps' });
      const count = gone.length - refused.length;
      const whole = count > 0 ? `${name} and ${counted(count, 'run')} are` : `${name} is`;
      undo.offer(`${whole} in the bin.`, async () => {
        await sweeps.restore(id);
        await router.push({ name: 'sweep', params: { sweep: id } });
      });
      if (refused[0] !== undefined) say(`${counted(refused.length, 'run')} stayed: ${refused[0]}`, 'error');
    },
  };
}
