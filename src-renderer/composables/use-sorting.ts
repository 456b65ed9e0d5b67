import { computed, type ComputedRef, type Ref } from 'vue';

export interface Sorting<Key extends string> {
  by: Key;
  isDescending: boolean;
}

type Sortable = string | number | null | undefined;

/** Rows in the chosen order; rows without a value come last either way. */
export function sorted<Row, Key extends string>(
  rows: readonly Row[],
  sorting: Sorting<Key>,
  values: Record<Key, (row: Row) => Sortable>,
): Row[] {
  const value = values[sorting.by];
  const sign = sorting.isDescending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [value(a) ?? null, value(b) ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'string' || typeof right === 'string') {
      return sign * String(left).localeCompare(String(right), 'en', { numeric: true });
    }
    return sign * (left - right);
  });
}

export function useSorted<Row, Key extends string>(
  rows: () => readonly Row[],
  sorting: Ref<Sorting<Key>>,
  values: Record<Key, (row: Row) => Sortable>,
): ComputedRef<Row[]> {
  return computed(() => sorted(rows(), sorting.value, values));
}
