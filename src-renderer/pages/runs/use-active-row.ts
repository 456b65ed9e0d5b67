import { computed, nextTick, shallowRef, watch, type Ref } from 'vue';
import type { ListItem } from './list-items';

interface ActiveRowOptions {
  items: () => readonly ListItem[];
  /** what the rows are scrolled in, each marked with `data-row` */
  scroller: Readonly<Ref<HTMLElement | null>>;
  scrollTo: (index: number) => void;
}

/** The row that the keyboard is at; it stays with its run when rows move. */
export function useActiveRow({ items, scroller, scrollTo }: ActiveRowOptions) {
  const active = shallowRef<string>();
  const index = computed(() =>
    Math.max(
      0,
      items().findIndex(({ key }) => key === active.value),
    ),
  );
  watch(items, (now, before) => {
    // Something else is looked for: begin at its top.
    if (before.length !== now.length && !now.some(({ key }) => key === active.value))
      active.value = undefined;
  });

  /** Moves the focus to a row, which may be out of sight. */
  async function goTo(to: number) {
    const item = items()[to];
    if (!item) return;
    active.value = item.key;
    scrollTo(to);
    await nextTick();
    const row = () => scroller.value?.querySelector<HTMLElement>(`[data-row="${CSS.escape(item.key)}"]`);
    // A row that was far away is drawn after the scrolling.
    if (row()) row()!.focus();
    else requestAnimationFrame(() => row()?.focus());
  }

  return { active, index, goTo };
}
