import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';

/** So long at once, that the page stays live. */
const PIECE_MS = 16;

/**
 * Does long work a piece at a time, and anew when what it is made from has changed; undefined until there is anything.
 * What the work yields on its way is shown until there is more.
 */
export function useWorkedOut<Result>(
  begin: () => Generator<Result | undefined, Result> | undefined,
): Readonly<ShallowRef<Result | undefined>> {
  const result = shallowRef<Result>();
  let generation = 0;
  async function goThrough(work: Generator<Result | undefined, Result>, its: number) {
    while (its === generation) {
      const until = performance.now() + PIECE_MS;
      while (performance.now() < until) {
        const { done, value } = work.next();
        if (value !== undefined) result.value = value;
        if (done) return;
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  watch(
    begin,
    (work) => {
      const its = ++generation;
      result.value = undefined;
      if (work) void goThrough(work, its);
    },
    { immediate: true },
  );
  onScopeDispose(() => generation++);
  return result;
}
