import { shallowReactive, shallowRef, watch, type Ref, type ShallowRef } from 'vue';

/**
 * One object for a thing that is told of again and again: it takes the new values over, so that only what reads a value that has
 * changed is drawn again. With another id it is another object.
 *
 * @param source the thing as last told of
 */
export function useSteady<T extends { id: string }>(
  source: Readonly<Ref<T | undefined>>,
): Readonly<ShallowRef<T | undefined>> {
  const steady = shallowRef<T>();
  watch(
    source,
    (its) => {
      const known = steady.value;
      if (known === undefined || its?.id !== known.id) {
        steady.value = its && shallowReactive({ ...its });
        return;
      }
      for (const key of Object.keys(known)) if (!(key in its)) Reflect.deleteProperty(known, key);
      Object.assign(known, its);
    },
    { immediate: true, flush: 'sync' },
  );
  return steady;
}
