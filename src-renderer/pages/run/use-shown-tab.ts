import { computed, ref, type Ref, type WritableComputedRef } from 'vue';

/**
 * The tab that is shown: the one that was chosen, and the first where what is looked at now has none of that name, as a run of
 * values has no classes.
 */
export function useShownTab<Value extends string>(
  tabs: Readonly<Ref<readonly { value: Value }[]>>,
  first: Value,
): WritableComputedRef<Value> {
  const chosen = ref<string>(first);
  return computed({
    get: () => tabs.value.find(({ value }) => value === chosen.value)?.value ?? first,
    set: (value) => {
      chosen.value = value;
    },
  });
}
