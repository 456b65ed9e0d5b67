/**
 * Passes on the newest value of each key, at most every `pauseMs`. What is between two turns is not missed:
 * each value is the whole state of its thing.
 */
export function paced<T>(pauseMs: number, pass: (value: T) => void) {
  const waiting = new Map<string, T>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const values = [...waiting.values()];
    waiting.clear();
    for (const value of values) pass(value);
  };
  return {
    later(key: string, value: T): void {
      waiting.set(key, value);
      timer ??= setTimeout(flush, pauseMs);
    },
    /** What waits of it, which is not passed on any more. */
    take(key: string): T | undefined {
      const value = waiting.get(key);
      waiting.delete(key);
      return value;
    },
    /** Something newer is known of it. */
    forget: (key: string): boolean => waiting.delete(key),
  };
}
