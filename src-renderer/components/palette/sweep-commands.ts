import { ChartScatter, Pause, Play, Square } from '@lucide/vue';
import type { Router } from 'vue-router';
import type { ListedSweep } from '@shared/contract/sweep';
import { phaseWords } from '../../pages/sweeps/sweep-words';
import type { useSweeps } from '../../stores/sweeps';
import type { Command } from './command';

type SweepActs = Pick<ReturnType<typeof useSweeps>, 'listed' | 'pause' | 'stop' | 'resume'>;

/** How many sweeps that stand still are offered to go on. */
const RESUMABLE_SHOWN = 3;

/** What can be done to sweeps: those that go on by themselves, and the last that stand still. */
export function sweepActions(sweeps: SweepActs, router: Router): Command[] {
  const action = (
    id: string,
    name: string,
    icon: Command['icon'],
    note: string,
    act: Command['act'],
  ): Command => ({ id, kind: 'action', name, also: 'sweep trials search', icon, note, act });
  const isStill = ({ phase, waitsForWord }: ListedSweep) => phase === 'paused' || waitsForWord;
  const goesOn = sweeps.listed.filter((sweep) => sweep.phase === 'running' && !sweep.waitsForWord);
  const still = sweeps.listed.filter(isStill).slice(0, RESUMABLE_SHOWN);
  return [
    ...goesOn.flatMap(({ id, name }) => [
      action(`pause-sweep:${id}`, `Pause sweep ${name}`, Pause, 'its trial saves a checkpoint', () =>
        sweeps.pause(id),
      ),
      action(`stop-sweep:${id}`, `Stop sweep ${name}`, Square, 'and keep what it has', () => sweeps.stop(id)),
    ]),
    ...still.map(({ id, name }) =>
      action(`resume-sweep:${id}`, `Resume sweep ${name}`, Play, 'first the trial under way', async () => {
        await router.push({ name: 'sweep', params: { sweep: id } });
        await sweeps.resume(id);
      }),
    ),
    action('new-sweep', 'Vary or repeat a run', ChartScatter, 'a new sweep', () =>
      router.push({ name: 'new-sweep' }),
    ),
  ];
}

/** Each sweep by its name, its data and its state. */
export const sweepCommands = (sweeps: readonly ListedSweep[], router: Router): Command[] =>
  sweeps.map((sweep) => ({
    id: `sweep:${sweep.id}`,
    kind: 'sweep',
    name: sweep.name,
    also: [sweep.datasetName, sweep.phase, 'sweep', ...sweep.fields].join(' '),
    icon: ChartScatter,
    note: sweep.archived ? 'Archived' : phaseWords(sweep),
    act: () => router.push({ name: 'sweep', params: { sweep: sweep.id } }),
  }));
