import { computed, shallowRef, type ComputedRef } from 'vue';

/** Ids from one to another, both included, in the order in which they stand. */
export function between(ids: readonly string[], from: string, to: string): string[] {
  const [one, other] = [ids.indexOf(from), ids.indexOf(to)];
  if (one === -1 || other === -1) return other === -1 ? [] : [to];
  return ids.slice(Math.min(one, other), Math.max(one, other) + 1);
}

/**
 * Which runs are selected. Only runs that are found can be: what a filter hides is selected no more, so that nothing is
 * done to it unseen.
 *
 * @param ids of the runs that are found, in the order in which they stand
 */
export function useSelection(ids: ComputedRef<readonly string[]>) {
  const chosen = shallowRef<ReadonlySet<string>>(new Set());
  /** where a range begins */
  const anchor = shallowRef<string>();
  const found = computed(() => new Set(ids.value));
  const selected = computed(() => new Set([...chosen.value].filter((id) => found.value.has(id))));

  function set(some: readonly string[], isSelected: boolean) {
    const next = new Set(selected.value);
    for (const id of some) {
      if (isSelected) next.add(id);
      else next.delete(id);
    }
    chosen.value = next;
  }

  return {
    selected,
    /** Selects it, or takes it back; the next range begins here. */
    toggle(id: string) {
      set([id], !selected.value.has(id));
      anchor.value = id;
    },
    set,
    /** Selects all from where the last one was chosen. */
    extend(to: string) {
      set(between(ids.value, anchor.value ?? to, to), true);
      anchor.value ??= to;
    },
    all: () => set(ids.value, true),
    clear() {
      chosen.value = new Set();
      anchor.value = undefined;
    },
  };
}
