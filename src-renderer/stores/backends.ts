import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { BACKEND_LADDER, type BackendReport } from '@shared/contract/backend';
import { useClient } from '../client/provide';

/** What probing this machine's backends found; undefined while it is still going on. */
export const useBackends = defineStore('backends', () => {
  const client = useClient();
  const reports = shallowRef<BackendReport[]>();
  const probing = shallowRef(false);

  const ladder = computed(() =>
    BACKEND_LADDER.flatMap((kind) => reports.value?.find((report) => report.kind === kind) ?? []),
  );
  /** what "automatic" comes to */
  const chosen = computed(() => ladder.value.find((report) => report.state === 'ready'));

  async function probe(again = false) {
    probing.value = true;
    try {
      reports.value = await client.backends.list({ again });
    } finally {
      probing.value = false;
    }
  }

  return {
    reports,
    probing,
    ladder,
    chosen,
    probe,
    put: (found: BackendReport[]) => {
      reports.value = found;
    },
  };
});
