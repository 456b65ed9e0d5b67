import { shallowRef, watch, type ShallowRef } from 'vue';
import type { DatasetSummary } from '@shared/contract/dataset';
import type { ImportReport } from '@shared/contract/import';
import { useClient } from '../../../client/provide';

/** What the import of a dataset found; null where nothing was written down, undefined until that is known. */
export function useReport(
  dataset: () => DatasetSummary,
): Readonly<ShallowRef<ImportReport | null | undefined>> {
  const client = useClient();
  const report = shallowRef<ImportReport | null>();
  let asked = 0;
  watch(
    () => [dataset().id, dataset().state, dataset().fingerprint].join(' '),
    async () => {
      const its = ++asked;
      report.value = undefined;
      const found = await client.datasets.report({ dataset: dataset().id }).catch(() => null);
      if (its === asked) report.value = found;
    },
    { immediate: true },
  );
  return report;
}
