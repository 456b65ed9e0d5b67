import type { Sweep, SweepLabelChange } from '@shared/contract/sweep';
import { Refusal } from '../refusal';
import { renameExperiment } from './runs-of-sweep';
import type { Sweeps } from './sweeps';

/**
 * Renames or archives a sweep. Those of its runs that are in the experiment of its name stay in it under the new one.
 *
 * @throws Refusal when another sweep has that name; NotFound
 */
export function labelSweep(sweeps: Sweeps, id: string, change: SweepLabelChange): Promise<Sweep> {
  const sweep = sweeps.record(id);
  return sweep.inTurn(async () => {
    const { name: before } = sweep;
    const { name = before } = change;
    if (name !== before && [...sweeps.byId.values()].some((other) => other.name === name)) {
      throw Refusal.of('sweep', `There is a sweep ${name} already: give it another name.`);
    }
    await sweep.label(change);
    sweeps.tell(sweep);
    await renameExperiment(sweeps.options.runs, sweep, before);
    return sweep.summary();
  });
}
