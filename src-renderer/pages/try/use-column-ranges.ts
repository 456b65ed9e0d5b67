import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import type { DatasetSummary } from '@shared/contract/dataset';
import type { ColumnReport } from '@shared/contract/import';
import { useClient } from '../../client/provide';
import { amount } from '../../format/numbers';

/** What the import found of each column of a dataset; empty where nothing was written down. */
export function useColumnReports(
  dataset: () => DatasetSummary | undefined,
): ComputedRef<ReadonlyMap<string, ColumnReport>> {
  const client = useClient();
  const found = shallowRef<readonly ColumnReport[]>([]);
  let asked = 0;
  watch(
    () => dataset()?.id,
    async (id) => {
      const its = ++asked;
      found.value = [];
      if (id === undefined) return;
      const report = await client.datasets.report({ dataset: id }).catch(() => null);
      if (its === asked) found.value = report?.columns.filter(({ role }) => role === 'feature') ?? [];
    },
    { immediate: true },
  );
  return computed(() => new Map(found.value.map((column) => [column.name, column])));
}

/** Between which numbers each column's lie, in words. */
export function useColumnRanges(
  dataset: () => DatasetSummary | undefined,
): ComputedRef<ReadonlyMap<string, string>> {
  const reports = useColumnReports(dataset);
  return computed(
    () =>
      new Map(
        [...reports.value].flatMap(([name, { histogram }]) =>
          histogram ? [[name, `${amount(histogram.min)} to ${amount(histogram.max)}`] as const] : [],
        ),
      ),
  );
}
