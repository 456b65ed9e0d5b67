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

  /** What was found of the backend that a spec's choice comes to. */
  const reportFor = (choice: unknown): BackendReport | undefined =>
    choice === 'auto' ? chosen.value : reports.value?.find(({ kind }) => kind === choice);

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
    reportFor,
    probe,
    put: (found: BackendReport[]) => {
      reports.value = found;
    },
  };
});
