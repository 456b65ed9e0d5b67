import { defineStore } from 'pinia';
import { computed, ref, shallowReactive } from 'vue';
import type { CheckpointSummary, Removable } from '@shared/contract/checkpoint';
import type { KeepPolicy } from '@shared/spec/checkpoint-policy';
import { useClient } from '../client/provide';
import { grouped } from './grouped';
import { heardMeanwhile } from './heard-meanwhile';
import { useLiveDrawing } from './live-drawing';

/** Names a checkpoint across runs. */
export const checkpointKey = (checkpoint: Pick<CheckpointSummary, 'run' | 'id'>): string =>
  `${checkpoint.run}/${checkpoint.id}`;

/** Every checkpoint of every run, as last heard. */
export const useCheckpoints = defineStore('checkpoints', () => {
  const client = useClient();
  const drawing = useLiveDrawing();
  const byRun = shallowReactive(new Map<string, CheckpointSummary[]>());
  /** whether those of all runs are here */
  const isWhole = ref(false);
  const meanwhile = heardMeanwhile<{ run: string; isGone: boolean }>();
  const list = computed(() => [...byRun.values()].flat());
  const bytes = computed(() => list.value.reduce((sum, checkpoint) => sum + checkpoint.bytes, 0));

  async function fetchAll() {
    const [all, heard] = await meanwhile.during(client.checkpoints.list({}));
    byRun.clear();
    for (const [run, own] of grouped(all, (checkpoint) => checkpoint.run)) byRun.set(run, own);
    isWhole.value = true;
    for (const { run, isGone } of heard) {
      if (isGone) byRun.delete(run);
      else hear(run);
    }
  }

  /** What was fetched may have changed while nobody listened; it is shown until it is fetched again. */
  function forget() {
    isWhole.value = false;
  }

  async function fetchRun(run: string) {
    const [own, heard] = await meanwhile.during(client.checkpoints.list({ run }));
    const news = heard.findLast((one) => one.run === run);
    if (news?.isGone) return;
    byRun.set(run, own);
    if (news) hear(run);
  }

  function removeRun(run: string) {
    meanwhile.note({ run, isGone: true });
    byRun.delete(run);
  }

  const asked = new Set<string>();
  /** A run's are others now: a quick run saves several a second, and they are shown with all else that it tells. */
  function hear(run: string) {
    meanwhile.note({ run, isGone: false });
    const isShown = isWhole.value || byRun.has(run);
    if (!isShown || asked.has(run)) return;
    asked.add(run);
    drawing.next(async () => {
      asked.delete(run);
      const own = await client.checkpoints.list({ run });
      return () => byRun.set(run, own);
    });
  }

  /** A pinned checkpoint is never removed. */
  async function pin({ run, id }: CheckpointSummary, pinned: boolean) {
    byRun.set(run, await client.checkpoints.pin({ run, checkpoint: id, pinned }));
  }

  /** What a policy would remove of these runs. */
  const removable = (runs: readonly string[], keep: KeepPolicy) =>
    client.checkpoints.removable({ runs: [...runs], keep });
  const staying = (runs: readonly string[], keep: KeepPolicy) =>
    client.checkpoints.staying({ runs: [...runs], keep });

  /** Removes for good what was shown, as far as the policy still does not keep it; the studio tells of each run. */
  const cleanUp = (shown: readonly Removable[], keep: KeepPolicy) =>
    client.checkpoints.cleanUp({
      keep,
      checkpoints: shown.map(({ run, checkpoint }) => ({ run, checkpoint })),
    });

  async function removeDamaged({ run, id }: CheckpointSummary) {
    byRun.set(run, await client.checkpoints.removeDamaged({ run, checkpoint: id }));
  }

  return {
    byRun,
    isWhole,
    list,
    bytes,
    forget,
    fetchAll,
    fetchRun,
    hear,
    pin,
    removeDamaged,
    removable,
    staying,
    cleanUp,
    /** @param from a grant */
    lookAt: (from: string) => client.checkpoints.lookAt({ from }),
    /** @param from a grant */
    bring: (from: string) => client.checkpoints.bring({ from }),
    removeRun,
    /** Those of a run that can be read, and so gone on from, asked or tested. */
    soundOf: (run: string) => (byRun.get(run) ?? []).filter(({ problem }) => problem === ''),
    find: (run: string, id: string) => byRun.get(run)?.find((checkpoint) => checkpoint.id === id),
  };
});
