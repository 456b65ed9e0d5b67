import { useVirtualizer } from '@tanstack/vue-virtual';
import { computed, type Ref } from 'vue';
import type { ListItem } from './list-items';

/** The height of each row and of the table's head, in pixels. */
export const ROW = 32;

interface RowsInSightOptions {
  items: () => readonly ListItem[];
  scroller: Readonly<Ref<HTMLElement | null>>;
  /** pixels below the last row */
  paddingEnd: () => number;
}

/** Those rows of a long list that are drawn, and how high the rows above and below them are together. */
export function useRowsInSight({ items, scroller, paddingEnd }: RowsInSightOptions) {
  const virtual = useVirtualizer(
    computed(() => ({
      count: items().length,
      getScrollElement: () => scroller.value,
      estimateSize: () => ROW,
      scrollPaddingStart: ROW,
      overscan: 12,
      paddingEnd: paddingEnd(),
    })),
  );
  const rows = computed(() =>
    virtual.value.getVirtualItems().flatMap(({ index }) => {
      const item = items()[index];
      return item ? [{ index, item }] : [];
    }),
  );
  const above = computed(() => virtual.value.getVirtualItems()[0]?.start ?? 0);
  const below = computed(
    () => virtual.value.getTotalSize() - (virtual.value.getVirtualItems().at(-1)?.end ?? 0),
  );
  return { rows, above, below, scrollTo: (index: number) => virtual.value.scrollToIndex(index) };
}
