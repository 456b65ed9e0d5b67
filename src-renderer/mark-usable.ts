import { nextTick, watch } from 'vue';

/** What benchmarks wait for. */
const MARK = 'trainyard-usable';

/**
 * Marks, once, when everything is there that the first sight needs, and was painted.
 *
 * @param afterwards what can wait until then
 */
export function markUsable(isThere: () => boolean, afterwards: () => void): void {
  const stop = watch(
    isThere,
    async (is) => {
      if (!is) return;
      await nextTick();
      stop();
      // The second frame begins when the first one, which has it, was made.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          performance.mark(MARK);
          afterwards();
        }),
      );
    },
    { immediate: true },
  );
}
