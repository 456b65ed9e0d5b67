import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { BinEntry } from '@shared/contract/queue';
import { useClient } from '../client/provide';
import { useCheckpoints } from './checkpoints';
import { useRuns } from './runs';

/** How long a discarded run is offered back at once; after that it is in the bin still. */
const OFFER_MS = 12_000;

/** Discarded runs. */
export const useBin = defineStore('bin', () => {
  const client = useClient();
  const [runs, checkpoints] = [useRuns(), useCheckpoints()];
  const entries = shallowRef<BinEntry[]>([]);
  /** the run that was discarded just now */
  const last = shallowRef<BinEntry>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function fetch() {
    entries.value = await client.bin.list();
  }

  return {
    entries,
    last,
    fetch,
    async discard(run: string) {
      const entry = await client.runs.discard({ run });
      runs.remove(run);
      last.value = entry;
      clearTimeout(timer);
      timer = setTimeout(() => (last.value = undefined), OFFER_MS);
      await fetch();
    },
    async restore(run: string) {
      runs.put(await client.bin.restore({ run }));
      if (last.value?.run === run) last.value = undefined;
      await Promise.all([fetch(), checkpoints.fetchRun(run)]);
    },
    async empty() {
      entries.value = await client.bin.empty({});
      last.value = undefined;
    },
  };
});
