import { shallowRef, watch, type ShallowRef } from 'vue';
import type { Evaluation } from '@shared/contract/evaluation';
import { decodeOutputs, type KeptOutputs } from '@shared/evaluation/outputs-file';
import { useClient } from '../../client/provide';
import { refusalOf } from '../../client/refusal';

/** What was kept of the last few evaluations that were looked at: it never changes. */
const lately = new Map<string, KeptOutputs>();
const MOST = 4;

function remember(id: string, kept: KeptOutputs): KeptOutputs {
  lately.delete(id);
  lately.set(id, kept);
  for (const oldest of lately.keys()) if (lately.size > MOST) lately.delete(oldest);
  return kept;
}

export interface KeptState {
  kept: KeptOutputs | undefined;
  /** why there is nothing, in a sentence; empty while it is on its way */
  problem: string;
}

/** What an evaluation kept of each sample, fetched when it is looked at. */
export function useKeptOutputs(evaluation: () => Evaluation | undefined): Readonly<ShallowRef<KeptState>> {
  const client = useClient();
  const state = shallowRef<KeptState>({ kept: undefined, problem: '' });
  watch(
    () => evaluation()?.id,
    async (id) => {
      const its = evaluation();
      const known = id === undefined ? undefined : lately.get(id);
      state.value = { kept: known, problem: '' };
      if (!its || known) return;
      if (!its.outputs) {
        state.value = { kept: undefined, problem: 'What it said of each sample was not kept.' };
        return;
      }
      try {
        const blob = await client.evaluations.outputs({ run: its.run, evaluation: its.id });
        const kept = remember(its.id, decodeOutputs(await blob.arrayBuffer()));
        if (evaluation()?.id === its.id) state.value = { kept, problem: '' };
      } catch (error) {
        if (evaluation()?.id === its.id) state.value = { kept: undefined, problem: refusalOf(error).message };
      }
    },
    { immediate: true },
  );
  return state;
}
